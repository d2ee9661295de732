"""Every example, and every block of the guide, is parsed without an error node,
and the queries fit the grammar.

Needs a C compiler and the package `tree-sitter`: `python3 test/examples.py`.
"""

import ctypes
import pathlib
import re
import subprocess
import sys
import tempfile

import tree_sitter

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent


def language(folder):
    library = pathlib.Path(folder) / "corridor.so"
    source = HERE / "src"
    command = ["cc", "-shared", "-fPIC", f"-I{source}", source / "parser.c", source / "scanner.c"]
    subprocess.run([*command, "-o", library], check=True)
    function = ctypes.CDLL(str(library)).tree_sitter_corridor
    function.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype = ctypes.py_object
    capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return tree_sitter.Language(capsule(function(), b"tree_sitter.Language", None))


def texts():
    for path in sorted(ROOT.glob("examples/*.corridor")) + [HERE.parent / "vscode/test/words.corridor"]:
        yield path.name, path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/guide/*.md"))]:
        page = path.read_text(encoding="utf-8")
        for block in re.finditer(r"(?ms)^```corridor\n(.*?)^```", page):
            line = page.count("\n", 0, block.start(1)) + 1
            yield f"{path.name}:{line}", block.group(1)


def first_error(node):
    if node.type == "ERROR" or node.is_missing:
        return node
    broken = (child for child in node.children if child.has_error or child.is_missing)
    return next(filter(None, map(first_error, broken)), None)


def main():
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        grammar = language(folder)
        parser = tree_sitter.Parser(grammar)
        for name, text in texts():
            count += 1
            root = parser.parse(text.encode()).root_node
            if root.has_error:
                wrong += 1
                line, column = first_error(root).start_point
                print(f"{name}: not parsed from line {line + 1}, column {column + 1} on")
        for query in ("highlights", "folds"):
            tree_sitter.Query(grammar, (HERE / f"queries/{query}.scm").read_text())
    print(f"{count} texts parsed, {wrong} with errors")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
