"""Pure: the procedure as a graph, drawn as SVG on the server and written as Mermaid."""
