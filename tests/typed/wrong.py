"""Wrong uses of the public names, each refused by a type checker: `# refused` marks the lines.

This file is checked and never run (`tests/test_typing.py`).
"""

import textkit as tk

tk.open_corpus(1, 2, 3, nonsense=4)  # refused
tk.read("a.txt", encoding="utf-8")  # refused
tk.kwic("corpus", "chuyển đổi số")  # refused
tk.compare_terms(tk.open_corpus("corpus"), "period")  # refused
tk.compare_terms(tk.open_corpus("corpus"), lang="fr")  # refused
tk.open_corpus("corpus").wheres(kind="nghị quyết")  # refused
tk.read("a.txt").facts.numbers  # refused
tk.check_draft(1, against=None)  # refused
tk.no_such_name  # refused
