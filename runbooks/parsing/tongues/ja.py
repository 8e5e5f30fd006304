"""Japanese. An order ends in "…してください", "…を確認します", "…すること" or a bare noun of doing."""

from re import compile
from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    再起動 停止 削除 作成 適用 変更 更新 起動 解放 増やし 減らし 増やす 減らす 復元 復旧 無効化 有効化
    クリア 切り替え 切り戻 追加 ロールバック スケール 強制終了 再作成 リセット 拡張 縮小 移行 消去 初期化
    デプロイ インストール 設定 修正 退避 入れ替え 差し替え 置き換え 元に戻 フェイルオーバー 止め 消し
    上書き マウント アンマウント 再実行 再デプロイ 昇格 隔離 遮断 解除
    """
)
_LOOK: Final = words(
    """
    確認 実行 調べ 開く 開き 接続 ログイン 連絡 エスカレーション エスカレート 参照 待つ 待ち 待機 特定 検索
    取得 調査 通知 進む 進み 戻る 戻り 見る 行う 行い チェック アクセス 報告 記録 監視 検証 比較 収集 依頼
    相談 探す 探し 入力 選択 クリック 移動 保存 採取 測定 判断 繰り返 スキップ ダウンロード 実施 共有 進行
    テスト 表示 把握 洗い出 控える 控え 測る 分析 問い合わせ 再確認 点検 観察 残す 残し
    """
)
_POLITE: Final = compile(
    r"(?<!ない)(?:て|で|お|ご)[^。、]{0,8}?(?:ください|下さい)|ましょう|お願い(?:し|いた)|こと$"
)
# "…は" and "…が" tell of a subject, but these only say where, when or in which case.
_SUBJECT: Final = compile(
    r"(?<!に)(?<!で)(?<!へ)(?<!と)(?<!から)(?<!まで)(?<!場合)(?<!とき)(?<!時)(?<!際)(?<!後)(?<!前)(?<!次)(?<!また)"
    r"(?<!まず)(?:は|が)(?!必要)[^。]{0,200}$"
)
_TELLS: Final = compile(
    r"(?:され|られ|なり|なっ|あり|でき|い|てい|わかり|分かり|かかり|起こり|起き|発生し|失敗し|成功し|終わり|おり|含み"
    r"|せず|意味し|必要とし)(?:ます|ました|ません|る|た)$"
)
_OBJECT: Final = compile(r"[をへに](?:[^。をへ]{0,30})(?:ます|[うくぐすつぬぶむる])$")
_DONE: Final = compile(
    rf"(?:{'|'.join(sorted(_STATE | _LOOK))})(?:する|します|せよ|し直す|し直します|す|します|る|ます)?$"
)
_END: Final = "。.!! ::)」』*_`　"
_CLAUSE: Final = compile(r"[。、:→]+")
_FORBIDDEN: Final = (
    r"しないで|ないでください|ないで下さい|しないこと|ないこと$|ないこと。|てはいけ|てはなら|ではいけ|厳禁|禁止"
    r"|避けてください|絶対に"
)
_NEGATIVE: Final = compile(_FORBIDDEN)


def _asks(text: str) -> bool:
    """Its last clause is an order, and no one else is the subject of it."""
    bare = text[:300].rstrip(_END)
    if "`" in text and not bare:
        return False
    if _NEGATIVE.search(bare):
        return False
    if _POLITE.search(bare):
        return True
    for sentence in bare.split("。")[:4]:
        last = sentence.rstrip(_END)
        if _TELLS.search(last):
            continue
        if (_OBJECT.search(last) or _DONE.search(last)) and not _SUBJECT.search(last):
            return True
        head = last.split(":", 1)[0].rstrip(_END)
        if head != last and (_OBJECT.search(head) or _DONE.search(head)) and not _SUBJECT.search(head):
            return True
    return False


JA: Final = Tongue(
    code="ja",
    common=frozenset(),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=frozenset(),
    asks=_asks,
    conditions=(
        r"(?<=[^。、\n])(?:場合(?=[はにも、,:]|$)|なければ|であれば|れば|たら|なら(?=[ば、,])|とき(?=[はにも、,])|際(?=[はにも、,])"
        r"|(?<=[\u4e00-\u9fff\u30a0-\u30ff])時(?=[はに、,])|次第(?=[、,])|ない限り)"
    ),
    connectors=r"(?:に?は|にも|も)?[、,]|(?:に)?は|[:→]|(?=\S)",
    modals=r"てください|て下さい|でください|ます|する|こと|必要|進|戻|スキップ|エスカレ|終了|$",
    otherwise=(
        r"^(?:(?:そう)?でな(?:ければ|い場合(?:は|には)?)|それ以外(?:の場合)?(?:は|には)?|さもなければ|もしくは(?=[、,])"
        r"|異なる場合(?:は|には)?|一致しない場合は)[、,]?\s*"
    ),
    context_titles=(
        r"意味|影響(?:範囲)?|背景|概要|説明|はじめに|目的|リンク(?:集)?|参考(?:資料|情報|リンク)?|関連.*|履歴|変更履歴|改[訂版]履歴|担当(?:者)?"
        r"|連絡先|症状|原因|想定原因|構成|所有者|用語.*|補足|この文書について|対象|適用範囲|注記|アラート(?:内容|の意味)|発生条件|目次|事象"
    ),
    prerequisite_titles=(
        r"前提(?:条件|知識)?|事前(?:準備|条件|確認)|必要(?:条件|なもの|な権限|要件|な準備|な環境)|要件|準備(?:するもの)?|必須条件|作業前提"
        r"|始める前に|作業前の準備|必要なツール"
    ),
    procedure_titles=(
        r"診断.*|対処.*|対応.*|.*手順.*|復旧.*|解決.*|確認.*|検証.*|ロールバック.*|切り戻し.*|エスカレーション.*|調査.*|緩和.*|軽減.*|初動.*"
        r"|一次対応.*|暫定対応.*|恒久対応.*|切り分け.*|トラブルシュ.*|ステップ.*|作業.*|再起動.*|事後.*|動作確認|実施.*|チェックリスト"
    ),
    escalation_titles=r"エスカレーション.*|連絡体制|問い合わせ.*",
    needs=(
        r"が必要(?:です|。|$|となり|になり)|必要となります|(?:権限|アクセス|接続|VPN|ロール|アカウント).{0,12}必要|があること(?:。|$)|できること(?:。|$)"
        r"|(?:接続|ログイン|インストール)(?:され|し)て(?:いる|おく)(?:こと|必要)|を(?:事前に|あらかじめ)(?:用意|準備|取得)"
    ),
    warnings=(
        r"^\W{0,6}(?:警告|注意|危険|重要|絶対に|決して)|しないでください|実行しないこと|ないでください|(?:厳禁|禁止)"
        r"|てはいけません|てはならない|しないこと"
    ),
    escalate=r"エスカレ|(?:チーム|当番|担当|サポート|DBA|責任者|管理者|ベンダー?).{0,12}(?:連絡|通知|相談|依頼|報告|電話)",
    finish=r"(?:終了です|完了です|作業は不要|対応は不要|対応不要|作業不要|これで終わり|(?:作業|対応|手順)を?(?:終了|完了)|クローズ)",
    step_word=(r"(?:手順|ステップ|工程|項番|STEP|Step)\s*[((]?(\d{1,3}|[①-⑳]|[一二三四五六七八九十]{1,3})"),
    vague=r"適切に|必要に応じて|いつもの|適宜|など",
    spaced=False,
    forbids=rf".*(?:{_FORBIDDEN})",
    checks=r".{0,80}(?:確認|チェック|検証)",
    affirmed=r"(?:その場合は?|はいの場合は?|該当する場合は?|そうであれば|YESの場合は?)[、,]?\s*",
    repeats=r"(?P<until>.{3,80}?)まで[、,]?(?:.{0,40}?を?)(?:繰り返|再実行|リトライ)",
    bare=words("必要な 必要 可能な 可能 そうでない もし 必要であ 必要が 問題な 問題が"),
)
