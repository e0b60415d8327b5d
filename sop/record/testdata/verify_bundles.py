#!/usr/bin/env python3
"""Says of each bundle of a list what a verifier says: verify_bundles.py VERIFIER LIST, one folder a line."""
import contextlib, io, os, sys

code, folders = compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), open(sys.argv[2]).read().split("\n")
for folder in folders:
    said, status = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(said):
            exec(code, {"__name__": "__main__", "__file__": os.path.join(folder, "verify.py")})
    except SystemExit as e:
        status = e.code
    print("fault" if status else "ok", said.getvalue().replace("\n", " | ")[:300])
