#!/usr/bin/env python3
"""Says of many changed copies of one bundle what a verifier says: change_bundles.py VERIFIER FOLDER < CHANGES.

Each line of CHANGES is a JSON object: the base64 of each file that is changed or added, null for one that is missing.
One line is answered for each. What ssh-keygen and openssl said of the same bytes is not asked twice.
"""
import base64, contextlib, io, json, os, subprocess, sys

code, folder, known, ask = compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), os.path.abspath(sys.argv[2]), {}, subprocess.run


def content(argument):
    if not os.path.isfile(argument): return argument
    with open(argument, "rb") as f: return f.read()


def asked_once(command, input=b"", **more):
    key = tuple(map(content, command)), input
    if key not in known: known[key] = ask(command, input=input, **more).returncode
    return subprocess.CompletedProcess(command, known[key])


def put(name, data):
    path = os.path.join(folder, name)
    if data is None: return os.remove(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f: f.write(data)


subprocess.run = asked_once
for line in sys.stdin:
    changes = {name: data if data is None else base64.b64decode(data) for name, data in json.loads(line).items()}
    before = {name: content(os.path.join(folder, name)) for name in changes}
    said, status = io.StringIO(), None
    for name in changes: put(name, changes[name])
    try:
        with contextlib.redirect_stdout(said):
            exec(code, {"__name__": "__main__", "__file__": os.path.join(folder, "verify.py")})
    except SystemExit as e:
        status = e.code
    except Exception as e:
        said, status = io.StringIO("it broke off: %r" % e), 2
    for name in changes: put(name, before[name] if isinstance(before[name], bytes) else None)
    print(["ok", "fault", "broke"][status or 0], said.getvalue().replace("\n", " | ")[:200], flush=True)
