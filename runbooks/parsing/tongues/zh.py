"""Chinese."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    重启 重新启动 停止 删除 创建 应用 修改 更改 更新 部署 释放 增加 减少 恢复
    启动 安装 禁用 启用 清理 清空 终止 杀死 提升 回滚 添加 扩容 缩容 扩展 驱逐
    切换 重置 移除 设置 關閉 刪除 重啟
    """
)
_LOOK: Final = words(
    """
    检查 確認 确认 查看 执行 運行 运行 打开 登录 登陆 连接 查询 联系 查找 使用
    升级 等待 识别 确保 通知 前往 获取 列出 分析 调查 跟随 重复 复制 记录 进入
    呼叫 继续 返回 跳到 跳转 确定 定位 观察 参考 验证 排查 请 导出 收集 检測
    檢查
    """
)

ZH: Final = Tongue(
    code="zh",
    common=frozenset(),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=frozenset(),
    conditions=r"如果|若是|若|假如|当|一旦|除非|倘若",
    connectors=r"[,,]\s*(?:则|那么|就|请)?|[::→]|时,",
    modals=r"请|可以|应该|应|需要|必须|须|则|检查|执行|重启|联系|查看|运行|跳|升级|建议|将|移除|切换|联系",
    otherwise=r"^(?:否则|不然|反之)[,,]?\s*",
    context_titles=r"含义|意义|影响|背景|概述|说明|简介|介绍|目的|链接|参考(?:资料)?|相关.*|历史|变更(?:历史|记录)|负责人|所有者|联系人|症状|现象|原因|架构",
    prerequisite_titles=r"前提(?:条件)?|先决条件|前置条件|准备(?:工作)?|所需.*|要求|必要条件",
    procedure_titles=r"诊断|缓解.*|处理.*|步骤.*|解决.*|恢复.*|验证.*|回滚.*|升级.*|排查.*|操作.*|修复.*|流程|调查.*|检查.*",
    escalation_titles=r"升级.*|上报.*",
    needs=r"需要(?:有|具备|.{0,8}(?:权限|访问|VPN|账号))|必须(?:有|具备|安装|连接)|确保(?:您|你)?(?:有|已|具有|能)",
    warnings=r"^\W{0,6}(?:警告|注意|危险|重要|小心|切勿|请勿|不要)",
    escalate=r"升级(?:给|到|至)|上报|(?:联系|通知|呼叫).{0,12}(?:团队|值班|支持|DBA|组)",
    finish=r"(?:流程结束|无需(?:进一步)?操作|到此结束|处理完成)",
    step_word=r"(?:第\s*|步骤\s*)(\d{1,3})(?:\s*步)?",
    vague=r"适当|必要时|酌情|像往常一样|等等|视情况",
    spaced=False,
)
