#!/usr/bin/env python3
"""Judges test vectors of soprun-record/2 with the standard library and ssh-keygen.

    verify_vectors.py vectors/*.txt

It reads FORMAT.md's sections 2 to 5, prev, keys, statements and controls; what a vector expects
beyond that, it must find sound so far. Exit status 1 names each vector it judges otherwise.
"""
import base64, datetime, functools, hashlib, json, re, subprocess, sys, tempfile, unicodedata

JUDGED = {"form", "schema", "signature", "checkpoint", "end", "key", "proof", "prev", "statement", "control"}
DECLARATION = "My electronic signature is as binding as my signature in ink, and nobody else knows my passphrase."
TOP = {"app", "at", "body", "clock", "log", "nonce", "type", "v"}
ACT = {"meaning", "person", "prev", "role", "statement"}
SOP = {"sop", "sop_sha256", "sop_version"}
BENCH = {"assistant", "practitioner", "supervisor", "trainee"}
BODY = {  # type: (meaning, roles, members, optional members)
    "genesis": ("opened", {"administrator"}, {"declaration", "key", "name", "roles", "site", "station", "station_key"}, {"continues", "demo"}),
    "log.close": ("closed", {"administrator"}, {"reason"}, set()),
    "enrol": ("enrolled", {"administrator"}, {"declaration", "key", "name", "person", "proof", "roles"}, set()),
    "role": ("assigned", {"administrator"}, {"person", "reason", "roles"}, set()),
    "key.rotate": ("rotated", {"administrator", "assistant", "practitioner", "supervisor", "trainee"}, {"declaration", "key", "person", "proof", "reason"}, set()),
    "key.revoke": ("revoked", {"administrator"}, {"key", "person", "reason"}, {"suspect_from"}),
    "unlock": ("unlocked", {"supervisor"}, {"person", "reason"}, set()),
    "sop.approve": ("approved", {"supervisor"}, SOP | {"effective", "title"}, {"figures", "review_by"}),
    "sop.retire": ("retired", {"supervisor"}, SOP | {"reason"}, set()),
    "access.review": ("reviewed access", {"administrator", "supervisor"}, {"keys", "people", "sha256"}, {"comment"}),
    "competence": ("assessed", {"supervisor"}, SOP | {"method", "outcome", "person"}, {"comment", "expires", "independence", "next", "run", "scheme"}),
    "assessed": ("was assessed", BENCH | {"administrator"}, {"agree", "leaf", "position"}, {"comment"}),
    "scheme": ("set a scheme", {"supervisor"}, {"assessors", "methods", "observations", "pages", "reason"}, {"months", "pieces"}),
    "evidence": ("recorded evidence", {"supervisor"}, {"asked", "code", "day", "method", "person", "said"}, set()),
    "statement": ("stated", {"supervisor"}, {"first", "last", "person"}, {"comment"}),
    "completion": ("performed", {"assistant", "trainee", "supervisor"}, SOP | {"codes", "counts", "events", "outcome", "run"}, {"exceptions", "reason"}),
    "review": ("reviewed", {"supervisor"}, {"leaf", "position"}, {"comment"}),
    "amend": ("amended", {"assistant", "trainee", "supervisor"}, {"field", "leaf", "new", "old", "position", "reason", "step"}, {"index", "item", "mark"}),
    "return": ("sent back", {"supervisor"}, {"leaf", "position", "reason"}, set()),
    "answer": ("answered", {"assistant", "trainee", "supervisor"}, {"leaf", "position", "return", "text"}, set()),
    "missed": ("explained", {"assistant", "trainee", "supervisor"}, {"first", "last", "reason", "slots", "sop"}, {"item"}),
    "asset": ("moved", BENCH, {"asset", "reason", "state"}, set()),
    "calendar": ("declared", {"administrator", "supervisor"}, {"first", "last", "reason", "state"}, set()),
    "assign": ("gave a duty", {"supervisor"}, {"person", "state"}, {"area", "read_by", "reason", "sop"}),
    "read": ("read", BENCH, SOP, set()),
    "settings": ("set", {"supervisor"}, {"lapsed", "needs", "past_review", "reason"}, {"nation"}),
    "terminal": ("allowed a terminal", {"administrator"}, {"fingerprint", "state", "terminal"}, {"host", "person", "reason"}),
    "incident.close": ("closed an incident", {"supervisor"}, {"leaf", "position", "reason", "run"}, {"reference"}),
    "note": (None, None, {"text"}, set()),
    "note.read": (None, None, {"position"}, set()),
    "dispose": ("disposed", {"administrator"}, {"before", "entries", "reason", "sha256"}, set()),
    "dispose.confirm": ("confirmed disposal", {"administrator", "supervisor"}, {"leaf", "position"}, set()),
    "run.check": ("checked", {"assistant", "practitioner", "supervisor"}, {"event", "run"}, set()),
    "run.release": ("released", {"assistant", "practitioner", "supervisor"}, {"event", "run"}, set()),
    "run.offer": ("handed over", {"assistant", "trainee", "supervisor"}, {"event", "run"}, set()),
    "run.take": ("took over", {"assistant", "trainee", "supervisor"}, {"event", "run"}, set()),
    "run.decide": ("decided", {"supervisor"}, {"event", "run"}, set()),
    "run.start": (None, None, SOP | {"run"}, set()),
    "run.event": (None, None, {"event", "run"}, set()),
    "unlock.failed": (None, None, {"count"}, set()),
    "clock.back": (None, None, {"before"}, set()),
    "clock.jump": (None, None, {"before", "expected"}, set()),
    "export": (None, None, {"entries", "manifest_sha256", "size"}, {"filter"}),
    "backup": (None, None, {"entries"}, set()),
    "restore": (None, None, {"backup_sha256", "entries"}, set()),
}
SIGNED = {"run.check": "step.check", "run.release": "hold.release", "run.offer": "handover.offer",
          "run.take": "handover.take", "run.decide": "run.decide"}
PERSON = r"[a-z][a-z0-9.-]{1,31}"
STEP = r"[a-z0-9][a-z0-9._-]{0,63}"
KIND = r"[a-z][a-z .-]{0,39}"
IDS = {"run": r"r-[0-9A-Za-z-]{4,40}", "sop": r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", "sop_sha256": "[0-9a-f]{64}", "sop_version": r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}"}
FINGERPRINT = r"SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"  # 32 bytes: two bits of the last character are 0
DECIMAL = r"-?[0-9]{1,40}(\.[0-9]{1,40})?"
STATES = {"asset": {"out", "in"}, "calendar": {"closed", "open"}, "assign": {"on", "off"}, "terminal": {"on", "off"}}
NATIONS = {"england", "northern-ireland", "scotland", "wales"}
EVENT = {"control", "kind", "step", "field", "index", "value", "raw", "old", "unit", "mark", "reason", "item"}
ENDS = {"run.end": {"step", "reason"}, "each.end": {"step", "item", "reason"}, "each.left": {"step", "value", "reason"}, "each.done": {"step"}}
WEAK = {"00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group that Ed25519 signs in: RFC 8032, 5.1


class Fault(Exception):
    pass


def need(ok, code):
    if not ok:
        raise Fault(code)


# -- section 2: payload ------------------------------------------------------

def read(payload):
    def pairs(items):
        need(len(dict(items)) == len(items), "form")
        return dict(items)

    def number(text):
        raise Fault("form" if float(text).is_integer() else "schema")
    try:
        text = payload.decode("utf-8")
        entry = json.loads(text, object_pairs_hook=pairs, parse_float=number)
    except ValueError:
        raise Fault("form")
    again = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    need(again == text, "form")
    need(len(payload) <= 8192, "schema")
    check_values(entry)
    check_members(entry)
    return entry


def check_values(v, name=None):
    need(v is not None, "schema")
    if isinstance(v, str):
        need(not any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for c in v), "schema")
        need(unicodedata.is_normalized("NFC", v), "schema")
    elif isinstance(v, bool):
        need(name in ("demo", "synced"), "schema")
    elif isinstance(v, int):
        need(v < 2 ** 53 and (v >= 0 or name == "offset"), "schema")
    for key, child in v.items() if isinstance(v, dict) else enumerate(v) if isinstance(v, list) else ():
        check_values(child, key)


def measured(v, name, least, most):
    """A text of so many bytes, without space around it; absent is empty."""
    text = v.get(name, "")
    need(least <= len(text.encode()) <= most and text == text.strip() and (text or name not in v), "schema")


def check_members(e):
    need(isinstance(e, dict) and e.get("type") in BODY, "schema")
    meaning, roles, members, optional = BODY[e["type"]]
    body = e["body"]
    if meaning:
        need(set(e) == TOP | ACT and e["role"] in roles, "schema")
        need(e["meaning"] == meaning or (e["type"], e["meaning"]) == ("completion", "signed off"), "schema")
    else:
        need(set(e) in (TOP, TOP | {"person"}), "schema")
    need(members <= set(body) <= members | optional, "schema")
    need(e["v"] == "soprun-record/2" and re.fullmatch("[0-9a-f]{32}", e["nonce"]), "schema")
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", e["at"]), "schema")
    need({"offset", "synced"} <= set(e["clock"]) <= {"boot", "offset", "synced", "tz", "up"}, "schema")
    need(e["clock"].get("up", 1) > 0 and -840 <= e["clock"]["offset"] <= 840, "schema")
    measured(e, "app", 1, 64)
    measured(e["clock"], "boot", 0, 64)
    measured(e["clock"], "tz", 0, 64)
    need(all(isinstance(body[name], str) and re.fullmatch(form, body[name]) for name, form in IDS.items() if name in body), "schema")
    if "leaf" in body:
        need(isinstance(body["leaf"], str) and is_hash(body["leaf"]), "schema")
    if "event" in body:
        check_types(body["event"])
    check_limits(e["type"], body)
    check_desk(e["type"], body)
    for person in [e.get("person", "aa"), body.get("person", "aa")]:
        need(re.fullmatch(PERSON, person), "schema")
    if e["type"] == "run.event":
        need(re.fullmatch(KIND, body["event"]["kind"]), "schema")
        need(set(body["event"]) <= EVENT and body["event"]["kind"] not in SIGNED.values(), "schema")
        need(ENDS.get(body["event"]["kind"], set()) <= {k for k in body["event"] if body["event"][k]}, "schema")
        if body["event"]["kind"] == "incident.raise":
            said(body["event"], "reason")
            measured(body["event"], "value", 0, 100)
        if body["event"]["kind"] == "observe":
            said(body["event"], "reason")
            need(re.fullmatch(PERSON, body["event"].get("value", "")) and "step" not in body["event"], "schema")
        check_item(body["event"])
        check_control(body["event"])
    need(body.get("filter") != {}, "schema")
    if e["type"] in SIGNED:
        check_signed(e["type"], body["event"])
    days = {"day", "effective", "expires", "review_by"} | ({"before"} if e["type"] == "dispose" else set())
    need(all(is_day(body[k]) for k in days & set(body)), "schema")
    if "continues" in body:
        need(set(body["continues"]) == {"log", "root", "size"} and body["continues"]["size"] > 1, "schema")
    if "name" in body:
        need(all(c in " .'’-" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" for c in body["name"]), "schema")
    if "key" in body:
        need(body.get("declaration", DECLARATION) == DECLARATION, "schema")
        key = ssh_key(body["key"])
        need((key[:31] + bytes([key[31] & 0x7F])).hex() not in WEAK, "schema")
    if e["type"] == "sop.approve":
        need('"' not in body["title"], "schema")
        sums = body.get("figures", ["0" * 64])
        need(0 < len(sums) <= 20 and sums == sorted(set(sums)) and all(re.fullmatch("[0-9a-f]{64}", s) for s in sums), "schema")
    if e["type"] == "competence":
        need(body["method"] in ("observed", "questions", "portfolio") and body["outcome"] in ("competent", "not yet"), "schema")
        need(body["outcome"] == "not yet" or body["method"] == "observed", "schema")
        check_independence(body)
    if e["type"] == "scheme":
        check_scheme(body)
    if e["type"] == "amend":
        need(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,99}", body["field"]) and re.fullmatch(STEP, body["step"]), "schema")
        need(all(0 < len(body[k].encode()) <= 1000 for k in ("old", "new")) and body["old"] != body["new"], "schema")
        need(body["position"] > 0 and body.get("index", 1) > 0 and body.get("mark", "x"), "schema")
        need(len(body["reason"]) >= 10 and len(body["reason"].encode()) <= 500, "schema")
    if e["type"] == "completion":
        need(len(set(body["codes"])) == len(body["codes"]), "schema")
        need(body["outcome"] in ("complete", "complete-except", "ended", "stopped"), "schema")
        need(("reason" in body) == (body["outcome"] in ("ended", "stopped")), "schema")


def check_limits(kind, body):
    for name, least, most in ("name", 1, 100), ("site", 1, 100), ("station", 1, 100), ("title", 1, 200), ("reason", 1, 500), ("comment", 0, 500), ("next", 0, 500):
        if name in body:
            measured(body, name, least, most)
    for exception in body.get("exceptions", ()):
        need(re.fullmatch(KIND, exception["kind"]), "schema")
        measured(exception, "text", 1, 300)
        measured(exception, "action", 0, 300)
        need(len(exception["step"].encode()) <= 64 and exception["step"] == exception["step"].strip(), "schema")
        check_item(exception)
    if kind == "amend":
        check_item(body)
    need(max(body.get("counts", {"": 0}).values()) <= 1000000, "schema")
    if kind == "unlock.failed":
        need(1 <= body["count"] <= 1000000, "schema")
    if kind == "evidence":
        said(body, "asked"), said(body, "said")
        ways = {"K": ("question", "discussion"), "B": ("employer",)}
        need(re.fullmatch(r"[SKB][1-9][0-9]?", body["code"]) and body["method"] in ways.get(body["code"][0], ()), "schema")
    if kind == "statement":
        need(is_day(body["first"]) and is_day(body["last"]) and body["first"] <= body["last"], "schema")
    if kind == "assessed":
        need(body["agree"] in ("yes", "no") and len(body.get("comment", "")) >= (10 if body["agree"] == "no" else 0), "schema")
    if kind in ("assessed", "review", "return", "answer", "amend", "note.read", "incident.close", "dispose.confirm"):
        need(body["position"] > 0 and body.get("return", 1) > 0, "schema")


def said(v, name):
    """A person's words that have to be more than one."""
    measured(v, name, 1, 500)
    need(len(v[name]) >= 10, "schema")


def check_desk(kind, body):
    if kind in STATES:
        need(body["state"] in STATES[kind], "schema")
    for name in ("asset", "area", "reference") + (("item",) if kind == "missed" else ()):
        measured(body, name, 1 if name == "asset" and kind == "asset" else 0, 100)
    if kind in ("return", "missed", "incident.close"):
        said(body, "reason")
    if kind == "answer":
        said(body, "text")
    if kind == "note":
        measured(body, "text", 1, 500)
    if kind == "assign":
        need(("area" in body) != ("sop" in body) and ("read_by" not in body or is_day(body["read_by"]) and body["state"] == "on"), "schema")
    if kind == "terminal":
        need(("host" in body) == (body["state"] == "on") and ("person" not in body or body["state"] == "on"), "schema")
        need(re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,31}", body["terminal"]) and all(re.fullmatch(FINGERPRINT, body[k]) for k in ("host", "fingerprint") if k in body), "schema")
    if kind == "settings":
        need({body["lapsed"], body["needs"], body["past_review"]} <= {"warn", "block"} and body.get("nation", "england") in NATIONS, "schema")
    if kind == "calendar":
        need(is_day(body["first"]) and is_day(body["last"]), "schema")
        need(0 <= (datetime.date.fromisoformat(body["last"]) - datetime.date.fromisoformat(body["first"])).days < 366, "schema")
    if kind == "missed":
        first, last, slots = body["first"], body["last"], body["slots"]
        need(is_slot(first) and is_slot(last) and len(first) == len(last) and first <= last, "schema")
        need(1 <= slots <= 31 and (slots == 1) == (first == last), "schema")


def is_slot(text):
    return is_day(text[:10]) and re.fullmatch(r"(T([01]\d|2[0-3]):[0-5]\d)?", text[10:]) is not None


def check_independence(body):
    how = body.get("independence")
    need(body.get("scheme", 1) > 0, "schema")
    if how is None:
        need("scheme" not in body or body["method"] != "observed", "schema")
    else:
        need(how in ("told", "helped", "prompted", "alone", "teaches") and body["method"] == "observed", "schema")
        need(body.get("run") and body.get("comment"), "schema")


def check_scheme(body):
    pages, methods = body["pages"], body["methods"]
    need(pages == sorted(set(pages)) and methods == sorted(set(methods)) and 1 <= len(pages) <= 50, "schema")
    need(all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", page) for page in pages), "schema")
    need("observed" in methods and set(methods) <= {"observed", "questions", "portfolio"}, "schema")
    need(1 <= body["assessors"] <= body["observations"] <= 100 and 1 <= body.get("months", 1) <= 120, "schema")
    if "pieces" in body:
        need(set(body["pieces"]) == {"least", "most"} and 1 <= body["pieces"]["least"] <= body["pieces"]["most"] <= 100, "schema")


def check_types(event):
    """The members of an event are texts, none of them empty, but for its index and its control."""
    whole = lambda v: isinstance(v, int) and v > 0
    forms = {"control": lambda v: isinstance(v, dict), "index": whole}
    need(isinstance(event, dict) and all(forms.get(k, lambda v: isinstance(v, str) and v)(v) for k, v in event.items()), "schema")


def is_hash(text):
    try:
        return len(base64.b64decode(text, validate=True)) == 32 and base64.b64encode(base64.b64decode(text)).decode() == text
    except ValueError:
        return False


def check_item(v):
    need("step" in v and v["step"] or "item" not in v, "schema")
    measured(v, "item", 0, 100)


def is_day(text):
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def decimal(text):
    need(re.fullmatch(DECIMAL, text), "schema")
    return float(text)


def check_measure(v, value):
    measured(v, "lot", 1, 100)
    need(decimal(v["sd"]) > 0, "schema")
    decimal(v["target"]), decimal(value)


def check_control(event):
    """What a control was judged with, in its form."""
    c = event.get("control")
    if c is None:
        return
    name, fields, earlier = r"[A-Za-z][A-Za-z0-9_-]{0,99}", c.get("fields"), c.get("earlier", [None])
    members = {"chooser", "fields", "lot", "sd", "target"}
    need(members <= set(c) <= members | {"earlier", "of", "scanned"}, "schema")
    need(event["kind"] in ("value", "value.correct", "check.settle") and event.get("step") and event.get("index", 0) > 0, "schema")
    need(event.get("field") in fields and len(set(fields)) == len(fields), "schema")
    need(all(re.fullmatch(name, f) for f in [*fields, c["chooser"], c.get("scanned", "x")]), "schema")
    measured(c, "of", 0, 1000)
    check_measure(c, event["value"])
    need(0 < len(earlier) <= 18, "schema")
    for x in c.get("earlier", []):
        members = {"entry", "field", "index", "lot", "sd", "target", "value"}
        need(members <= set(x) <= members | {"again", "item"} and x["entry"] > 0 and x["index"] > 0 and x.get("again", 1) > 0, "schema")
        need(re.fullmatch(name, x["field"]), "schema")
        measured(x, "item", 0, 100)
        check_measure(x, x["value"])


def check_signed(kind, event):
    need("control" not in event, "schema")
    need(set(event) <= EVENT and event["kind"] == SIGNED[kind], "schema")
    mark, reason, value = (event.get(k, "") for k in ("mark", "reason", "value"))
    measured(event, "reason", 0, 500)
    measured(event, "value", 0, 2000)
    check_item(event)
    if kind in ("run.check", "run.release"):
        need(mark in ("second person", "supervisor", "practitioner"), "schema")
        need(kind == "run.check" or value == "" or value == "end" and reason, "schema")
        need(re.fullmatch(STEP, event.get("step", "")), "schema")
    elif kind == "run.take":
        need(mark == "" or mark == "supervisor" and len(reason) >= 10, "schema")
    else:
        need(reason and (kind == "run.offer" or value in ("continue", "restart", "abandon")), "schema")


# -- section 3: signature ----------------------------------------------------

def string(b):
    return len(b).to_bytes(4, "big") + b


def ssh_key(text):
    blob = base64.b64decode(text.removeprefix("ssh-ed25519 "))
    need(blob[:-32] == string(b"ssh-ed25519") + (32).to_bytes(4, "big"), "schema")
    return blob[-32:]


def armored(blob):
    text = base64.b64encode(blob).decode()
    lines = [text[i:i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----"] + lines + ["-----END SSH SIGNATURE-----", ""]).encode()


def signed_by(message, blob, namespace, code):
    """The key of an SSHSIG that ssh-keygen finds good."""
    need(len(blob) > 150, code)
    key, sig = blob[33:65], blob[-64:]
    algorithm = string(b"ssh-ed25519")
    want = (b"SSHSIG" + (1).to_bytes(4, "big") + string(algorithm + string(key)) + string(namespace.encode())
            + string(b"") + string(b"sha256") + string(algorithm + string(sig)))
    need(blob == want, code)
    need(int.from_bytes(sig[32:], "little") < ORDER, code)  # ssh-keygen does not look at it
    need(ssh_keygen(message, armored(blob), namespace), code)
    return key


@functools.cache
def ssh_keygen(message, signature, namespace):
    with tempfile.NamedTemporaryFile() as f:
        f.write(signature)
        f.flush()
        return subprocess.run(["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", f.name],
                              input=message, capture_output=True).returncode == 0


def signer(payload, signature):
    need(signature, "signature")
    lines = signature.decode("ascii", "replace").split("\n")
    blob = base64.b64decode("".join(lines[1:-2]))
    need(armored(blob) == signature, "signature")
    return signed_by(payload, blob, "soprun-record@v1", "signature")


# -- section 4: tree ---------------------------------------------------------

def sha(b):
    return hashlib.sha256(b).digest()


def leaf(payload, signature):
    sig = hashlib.sha256(signature).hexdigest() if signature else None
    text = "soprun-log/1\npayload sha256:%s\nsignature %s\n" % (
        hashlib.sha256(payload).hexdigest(), "sha256:" + sig if sig else "sha256:-")
    return sha(b"\0" + text.encode())


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\1" + root(leaves[:k]) + root(leaves[k:]))


# -- section 5: checkpoint; Ed25519 as RFC 8032 writes it ----------------------

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    s, t = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    u, v = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & (2 ** 255 - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    need((x * x - x2) % P == 0, "checkpoint")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


@functools.cache  # many vectors begin alike
def ed25519(key, message, sig):
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    s = int.from_bytes(sig[32:], "little")
    h = int.from_bytes(hashlib.sha512(sig[:32] + key + message).digest(), "little") % L
    a, b = times(s, base), add(point(sig[:32]), times(h, point(key)))
    return s < L and (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def check_checkpoint(checkpoint, station_key, leaves):
    name, key_hash, key = station_key.split("+", 2)
    raw = base64.b64decode(key)
    need(raw[0] == 1 and sha(name.encode() + b"\n" + raw)[:4].hex() == key_hash, "checkpoint")
    text = "%s\n%d\n%s\n" % (name, len(leaves), base64.b64encode(root(leaves)).decode())
    head = (text + "\n\u2014 " + name + " ").encode()
    need(checkpoint.startswith(head) and checkpoint.endswith(b"\n"), "checkpoint")
    encoded = checkpoint[len(head):-1]
    try:
        sig = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise Fault("checkpoint")
    need(base64.b64encode(sig) == encoded and sig[:4].hex() == key_hash and len(sig) == 68, "checkpoint")
    need(ed25519(raw[1:], text.encode(), sig[4:]), "checkpoint")


# -- section 7: statement ----------------------------------------------------

def local(e):
    at = datetime.datetime.strptime(e["at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    return at + datetime.timedelta(minutes=e["clock"]["offset"])


def when(e):
    t, off = local(e), e["clock"]["offset"]
    return "on %d %s %d at %s (UTC%s%02d:%02d)" % (
        t.day, t.strftime("%b"), t.year, t.strftime("%H:%M"), "-" if off < 0 else "+", abs(off) // 60, abs(off) % 60)


def day(s):
    t = datetime.date.fromisoformat(s)
    return "%d %s %d" % (t.day, t.strftime("%b"), t.year)


def count(n, noun):
    return "%d %s%s" % (n, noun, "" if n == 1 else "s")


def fingerprint(key):
    return "SHA256:" + base64.b64encode(sha(base64.b64decode(key.removeprefix("ssh-ed25519 ")))).decode().rstrip("=")


def step_of(v):
    return v["step"] + (", item %s," % json.dumps(v["item"], ensure_ascii=False) if "item" in v else "")


def signed_event(e, who, names, runs):
    event, run = e["body"]["event"], runs[e["body"]["run"]]
    what = f"{run['sop']} v{run['sop_version']}, run {run['run']}"
    mark, reason, value = (event.get(k, "") for k in ("mark", "reason", "value"))
    owner = "%s (%s)" % (names[run["owner"]], run["owner"])
    if e["type"] == "run.check":
        own = " Own readings: " + value if value else ""
        return f"I, {who}, checked step {step_of(event)} of {what}, {when(e)}, as {mark}.{own}"
    if e["type"] == "run.release":
        note = " Note: " + reason if reason else ""
        if value:
            ended = "item %s of run" % json.dumps(event["item"], ensure_ascii=False) if "item" in event else "run"
            page = f"{run['sop']} v{run['sop_version']}"
            return f"I, {who}, ended {ended} {run['run']} at the hold of step {event['step']} of {page}, {when(e)}, as {mark}.{note}"
        return f"I, {who}, released the hold at step {step_of(event)} of {what}, {when(e)}, as {mark}.{note}"
    if e["type"] == "run.offer":
        return f"I, {who}, handed over {what}, {when(e)}. Note: {reason}"
    if e["type"] == "run.take":
        return f"I, {who}, took over {what}, from {owner} {when(e)}." + (" Reason: " + reason if reason else "")
    return f"I, {who}, decided to {value} {what}, of {owner} {when(e)}. Reason: {reason}"


def desk(e, who, names, done):
    b, kind, quoted = e["body"], e["type"], functools.partial(json.dumps, ensure_ascii=False)
    person = lambda id: "%s (%s)" % (names[id], id)
    because = f"{when(e)}, because: {b.get('reason')}"
    if kind in ("return", "answer"):
        d = done[b["position"]]
        page = f"entry {b['position']}, {d['body']['sop']} v{d['body']['sop_version']}, run {d['body']['run']}"
        if kind == "return":
            return f"I, {who}, sent back {page}, {d['meaning']} by {person(d['person'])}, {because}"
        return f"I, {who}, answered the return in entry {b['return']} by {person(done[b['return']]['person'])}, of {page}, {when(e)}: {b['text']}"
    if kind == "missed":
        item = ", item " + quoted(b["item"]) if "item" in b else ""
        slots = b["first"] + (" to " + b["last"] if b["last"] != b["first"] else "")
        return f"I, {who}, explained {count(b['slots'], 'missed slot')} of {b['sop']}{item}, {slots}, {because}"
    if kind == "asset":
        how = "took %s out of service" if b["state"] == "out" else "put %s back in service"
        return f"I, {who}, {how % quoted(b['asset'])} {because}"
    if kind == "calendar":
        days = day(b["first"]) + (" to " + day(b["last"]) if b["last"] != b["first"] else "")
        return f"I, {who}, declared {days} {b['state']} {because}"
    if kind == "assign":
        what = "area " + quoted(b["area"]) if "area" in b else b["sop"]
        how = "gave %s the duty of" if b["state"] == "on" else "took from %s the duty of"
        by = ", to be read by " + day(b["read_by"]) if "read_by" in b else ""
        return f"I, {who}, {how % person(b['person'])} {what} {when(e)}{by}." + (" Reason: " + b["reason"] if "reason" in b else "")
    if kind == "terminal":
        reason = " Reason: " + b["reason"] if "reason" in b else ""
        if b["state"] == "off":
            return f"I, {who}, took from terminal {b['terminal']} with the key {b['fingerprint']} its access to this station {when(e)}.{reason}"
        whose = " of " + person(b["person"]) if "person" in b else ""
        return f"I, {who}, gave terminal {b['terminal']}{whose} with the key {b['fingerprint']} access to this station, which shows the key {b['host']}, {when(e)}.{reason}"
    if kind == "read":
        return f"I, {who}, read {b['sop']} v{b['sop_version']} {when(e)}."
    if kind == "settings":
        holidays = "bank holidays of " + b["nation"] if "nation" in b else "no bank holidays"
        return (f"I, {who}, set the rules {when(e)}: {b['lapsed']} where competence lapsed, {b['needs']} where a need is not met, "
                f"{b['past_review']} past review, {holidays}, because: {b['reason']}")
    i = done[b["position"]]
    event = i["body"]["event"]
    at = " at step " + step_of(event) if "step" in event else ""
    reference = ", reference " + quoted(b["reference"]) if "reference" in b else ""
    return (f"I, {who}, closed the incident in entry {b['position']}, raised by {person(i['person'])} in run {i['body']['run']}{at}, "
            f"{when(e)}{reference}, because: {b['reason']}")


def statement(e, names, done, runs):
    b = e["body"]
    name = b["name"] if e["type"] == "genesis" else names[e["person"]]
    who = "%s (%s, %s)" % (name, e["person"], e["role"])
    if e["type"] in SIGNED:
        return signed_event(e, who, names, runs)
    roles = " and ".join(b.get("roles", []))
    on = "%s (%s)" % (names.get(b.get("person"), b.get("name")), b.get("person"))
    if e["type"] == "genesis":
        after = ", continuing %s of %d entries" % (b["continues"]["log"], b["continues"]["size"]) if "continues" in b else ""
        return f"I, {who}, opened the log {e['log']} of {b['station']}, {b['site']}, {when(e)}{after}. {DECLARATION}"
    if e["type"] == "log.close":
        return f"I, {who}, closed the log {e['log']} {when(e)}, because: {b['reason']}"
    if e["type"] == "enrol":
        return f"I, {who}, enrolled {b['name']} ({b['person']}) as {roles} {when(e)}."
    if e["type"] == "role":
        return f"I, {who}, assigned {on} the roles {roles} {when(e)}, because: {b['reason']}"
    if e["type"] == "key.rotate":
        return f"I, {who}, rotated the key of {on} to {fingerprint(b['key'])} {when(e)}, because: {b['reason']}"
    if e["type"] == "key.revoke":
        suspect = ", disputed from entry %d on" % b["suspect_from"] if "suspect_from" in b else ""
        return f"I, {who}, revoked the key {fingerprint(b['key'])} of {on} {when(e)}{suspect}, because: {b['reason']}"
    if e["type"] == "unlock":
        return f"I, {who}, unlocked the key of {on} {when(e)}, because: {b['reason']}"
    if e["type"] == "sop.approve":
        review = ", review by " + day(b["review_by"]) if "review_by" in b else ""
        n = len(b.get("figures", []))
        figures = " with %d figure%s" % (n, "s" * (n > 1)) if n else ""
        return (f"I, {who}, approved {b['sop']} v{b['sop_version']} \"{b['title']}\"{figures} {when(e)}, "
                f"effective {day(b['effective'])}{review}.")
    if e["type"] == "sop.retire":
        return f"I, {who}, retired {b['sop']} v{b['sop_version']} {when(e)}, because: {b['reason']}"
    comment = " Comment: " + b["comment"] if "comment" in b else ""
    if e["type"] == "access.review":
        return f"I, {who}, reviewed access {when(e)}: {b['people']} enrolled, {b['keys']} with a live key, list {b['sha256']}.{comment}"
    if e["type"] == "competence":
        seen, until = ", run " + b.get("run", ""), ", until " + day(b.get("expires", "2026-11-22"))
        alone, scheme = ", independence " + b.get("independence", ""), f", by the scheme in entry {b.get('scheme')}"
        after = ", next " + json.dumps(b.get("next"), ensure_ascii=False)
        return (f"I, {who}, assessed {on} as {b['outcome']} in {b['sop']} v{b['sop_version']} {when(e)}, method {b['method']}"
                f"{seen if 'run' in b else ''}{alone if 'independence' in b else ''}{scheme if 'scheme' in b else ''}"
                f"{until if 'expires' in b else ''}{after if 'next' in b else ''}.{comment}")
    if e["type"] == "assessed":
        d = done[b["position"]]
        said = "agree" if b["agree"] == "yes" else "do not agree"
        return (f"I, {who}, {said} with the assessment in entry {b['position']} by {names[d['person']]} ({d['person']}), as {d['body']['outcome']} "
                f"in {d['body']['sop']} v{d['body']['sop_version']}, {when(e)}.{comment}")
    if e["type"] == "evidence":
        asked, answer = (json.dumps(b[k], ensure_ascii=False) for k in ("asked", "said"))
        return f"I, {who}, recorded evidence of {b['code']} of {on} {when(e)}, {b['method']} on {day(b['day'])}, asked {asked}, said {answer}."
    if e["type"] == "statement":
        return f"I, {who}, stated {when(e)} that the evidence of {on} from {day(b['first'])} to {day(b['last'])} is their own work.{comment}"
    if e["type"] == "scheme":
        months = f", competent for {count(b['months'], 'month')}" if "months" in b else ""
        pieces = f", portfolio of {b['pieces']['least']} to {b['pieces']['most']} pieces" if "pieces" in b else ""
        return (f"I, {who}, set the scheme of {', '.join(b['pages'])} {when(e)}: {count(b['observations'], 'observation')} by "
                f"{count(b['assessors'], 'assessor')}, methods {', '.join(b['methods'])}{months}{pieces}, because: {b['reason']}")
    if e["type"] in ("return", "answer", "missed", "asset", "calendar", "assign", "read", "settings", "terminal", "incident.close"):
        return desk(e, who, names, done)
    if e["type"] == "dispose":
        return (f"I, {who}, disposed of {b['entries']} entries of runs completed before {day(b['before'])}, list {b['sha256']}, "
                f"{when(e)}, because: {b['reason']}")
    if e["type"] == "dispose.confirm":
        d = done[b["position"]]
        return (f"I, {who}, confirmed the disposal in entry {b['position']} by {names[d['person']]} ({d['person']}), "
                f"of {d['body']['entries']} entries, {when(e)}.")
    if e["type"] == "amend":
        d, quoted = done[b["position"]], functools.partial(json.dumps, ensure_ascii=False)
        reading = ", reading %d," % b["index"] if b.get("index", 1) > 1 else ""
        mark = ", marked " + quoted(b["mark"]) if "mark" in b else ""
        return (f"I, {who}, amended {b['field']}{reading} of step {step_of(b)} in entry {b['position']}, {d['body']['sop']} "
                f"v{d['body']['sop_version']}, run {d['body']['run']}, {d['meaning']} by {names[d['person']]} ({d['person']}), {when(e)}, "
                f"from {quoted(b['old'])} to {quoted(b['new'])}{mark}, because: {b['reason']}")
    if e["type"] == "review":
        d = done[b["position"]]
        return (f"I, {who}, reviewed entry {b['position']}, {d['body']['sop']} v{d['body']['sop_version']}, "
                f"run {d['body']['run']}, {d['meaning']} by {names[d['person']]} ({d['person']}), {when(e)}.{comment}")
    c = b["counts"]
    doers = list(runs[b["run"]]["doers"].values())
    others = [p for p in runs[b["run"]]["owners"] if p in doers and p != e["person"]]
    need(e["meaning"] == ("signed off" if doers and e["person"] not in doers else "performed"), "statement")
    parts = [count(c["done"], "step") + " done"] + [f"{doers.count(p)} by {names[p]} ({p})" for p in others]
    parts += ["%d %s" % (c[k], w) for k, w in
              (("not_required", "not required"), ("na", "not applicable"), ("not_done", "not done")) if c[k]]
    parts += [count(c["left_out"], "item") + " left out"] if "left_out" in c else []
    parts += [count(c[k], k[:-1]) for k in ("deviations", "corrections") if c[k]]
    outcome = {"complete": "complete", "complete-except": "complete except " + count(c["not_done"], "item"),
               "ended": "ended", "stopped": "stopped"}[b["outcome"]]
    return (f"I, {who}, {e['meaning']} {b['sop']} v{b['sop_version']}, run {b['run']}, {when(e)}. "
            f"Outcome: {outcome}. {', '.join(parts)}." + (" Reason: " + b["reason"] if "reason" in b else ""))


# -- a log -------------------------------------------------------------------

def check_binding(e, bound, names):
    b = e["body"]
    need(b["key"] not in bound, "key")
    message = {k: b[k] for k in ("declaration", "key", "person")}
    message |= {"log": e["log"], "name": b.get("name") or names[b["person"]], "v": "soprun-enrol/1"}
    text = json.dumps(message, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    key = signed_by(text, base64.b64decode(b["proof"]), "soprun-enrol@v1", "proof")
    need(key == ssh_key(b["key"]), "proof")


class Controls:
    """What was measured of control materials, and what a control has to be judged with."""

    def __init__(self, entries):
        self.open, self.completed, self.blind = {}, {}, None
        if any(payload is None for payload, _, _ in entries):  # what was destroyed is looked at no more from the last disposal on
            self.blind = max([-1] + [i for i, (payload, _, _) in enumerate(entries) if payload and b'"type":"dispose.confirm"' in payload])

    def take(self, i, e, done, check):
        b = e["body"]
        if e["type"] == "run.start":
            self.open[b["run"]] = (b["sop"], [])
        if "event" in b and e["type"] in ("run.event", *SIGNED):
            self.event(i, b["event"], *self.open.get(b["run"], ("", [])), check)
        if e["type"] == "completion":
            sop, values = self.open.pop(b["run"])
            day = str(local(e))[:10]
            self.completed[sop] = self.kept(self.completed.get(sop, []) + [v | {"entry": i, "day": day} for v in values])
        if e["type"] == "amend":
            self.amend(b)
        if e["type"] == "dispose.confirm":
            before = done[b["position"]]["body"]["before"]
            self.completed = {sop: [v for v in values if v["day"] >= before] for sop, values in self.completed.items()}

    @staticmethod
    def row(v):
        return ("item", v["item"]) if "item" in v and "of" not in v else ("field", v["field"])

    def kept(self, values):
        out, later = [], {}
        for v in reversed(values):
            rows = [(field, v.get("unit"), v.get("of", "").lower(), row) for field in v["fields"] for row in (None, self.row(v))]
            if any(sum(day >= v["day"] for day in later.get(row, [])) < 9 for row in rows):
                out.insert(0, v)
            for row in rows:
                later.setdefault(row, []).append(v["day"])
        return out

    def event(self, i, event, sop, values, check):
        place = lambda v: (v.get("step"), v.get("item"), v.get("field"), v.get("index"))
        if event["kind"] == "step.reopen":
            for v in values:
                v["again"] += place(v)[:2] == place(event)[:2]
        if event["kind"] not in ("value", "value.correct", "check.settle"):
            return
        c, at = event.get("control"), [n for n, v in enumerate(values) if not v["again"] and place(v) == place(event)]
        if c is None:
            values[:] = [v for n, v in enumerate(values) if n not in at]
            return
        new = {k: v for k, v in event.items() if k in ("step", "item", "field", "index", "value", "unit")}
        new |= {k: v for k, v in c.items() if k != "earlier"} | {"again": 0}
        if check and (self.blind is None or i > self.blind):
            self.compare(new, self.completed.get(sop, []), c.get("earlier", []))
        if at:
            values[at[0]] = new
        else:
            values.append(new)

    def compare(self, new, before, named):
        fit = [v for v in before if new["field"] in v["fields"] and v.get("unit") == new.get("unit") and v.get("of", "").lower() == new.get("of", "").lower()]
        own = [v for v in fit if self.row(v) == self.row(new)][-9:]
        want = [v for v in fit if any(v is x for x in fit[-9:] + own)]
        need(len(want) == len(named), "control")
        for w, got in zip(want, named):
            for member in {"again", "entry", "field", "index", "item", "lot", "value"} | (set() if w.get("moved") else {"sd", "target"}):
                need(w.get(member, 0) == got.get(member, 0), "control")

    def amend(self, b):
        for sop, values in self.completed.items():
            for v in [v for v in values if v["entry"] == b["position"] and not v["again"]]:
                if all(v.get(k) == b.get(k) for k in ("step", "item", "field")) and v["index"] == b.get("index", 1):
                    v["value"] = b["new"]
                    if not re.fullmatch(DECIMAL, b["new"]):
                        values.remove(v)
                elif "item" not in b or b["item"] == v.get("item"):
                    if v["chooser"] == b["field"]:
                        v["lot"], v["moved"] = b["new"], True
                    elif v.get("scanned") == b["field"]:
                        v["of"] = b["new"]


def did(doers, e):
    """Who did each step of a run that is done."""
    event = e["body"]["event"]
    place = event.get("step"), event.get("item")
    if event["kind"] in ("step.done", "step.not-applicable", "step.not-done", "step.not-required", "step.reopen"):
        doers.pop(place, None)
    if event["kind"] == "step.done":
        doers[place] = e["person"]


def judge(entries, expect):
    """The first fault, or ok. A vector about another rule is not followed past its last entry's own checks."""
    leaves, heads, key_of, names, done, runs = [], {0: sha(b"")}, {}, {}, {}, {}
    station_key, covered, last_act, bound, revoked = None, 0, {}, {}, set()
    controls = Controls(entries)
    for i, (payload, signature, checkpoint) in enumerate(entries):
        if payload is None:  # destroyed: its leaf is there in place of a signature
            leaves.append(sha(b"\0" + signature))
            if checkpoint:
                check_checkpoint(checkpoint, station_key, leaves)
                heads[len(leaves)] = root(leaves)
            continue
        beyond = expect not in JUDGED | {"ok"} and i == len(entries) - 1
        e = read(payload)
        act = BODY[e["type"]][0] is not None
        need(act or not signature, "signature")
        key = signer(payload, signature) if act else None
        if e["type"] == "genesis":
            key_of.setdefault(e["person"], e["body"]["key"])
            names.setdefault(e["person"], e["body"]["name"])
            station_key = station_key or e["body"]["station_key"]
        if act and not beyond:
            need(key_of[e["person"]] and ssh_key(key_of[e["person"]]) == key, "key")
            prev = e["prev"]
            need(prev["size"] <= i and prev["size"] in heads, "prev")
            need(base64.b64decode(prev["root"]) == heads[prev["size"]], "prev")
            need(prev["size"] > last_act.get(e["person"], -1), "prev")
            if e["type"] in ("enrol", "key.rotate"):
                check_binding(e, bound, names)
            if e["type"] == "key.revoke":
                need(bound.get(e["body"]["key"], ("", 0))[0] == e["body"]["person"] and e["body"]["key"] not in revoked, "key")
                need(bound[e["body"]["key"]][1] <= e["body"].get("suspect_from", i) <= i, "key")
            need(statement(e, names, done, runs) == e["statement"], "statement")
        if e["type"] in ("genesis", "enrol", "key.rotate") and not beyond:
            person = e["body"].get("person", e["person"])
            key_of[person], names[person] = e["body"]["key"], e["body"].get("name") or names[person]
            last_act[person], bound[e["body"]["key"]] = i, (person, i)
        if e["type"] == "key.revoke" and not beyond:
            revoked.add(e["body"]["key"])
            if key_of[e["body"]["person"]] == e["body"]["key"]:
                key_of[e["body"]["person"]] = None
        if act:
            last_act[e["person"]] = i
        if not beyond:
            controls.take(i, e, done, True)
        if e["type"] == "run.start":
            runs[e["body"]["run"]] = e["body"] | {"owner": e["person"], "owners": [e["person"]], "doers": {}}
        if e["type"] == "run.take" and not beyond:
            runs[e["body"]["run"]]["owner"] = e["person"]
            runs[e["body"]["run"]]["owners"] += [p for p in [e["person"]] if p not in runs[e["body"]["run"]]["owners"]]
        if e["type"] == "run.event" and not beyond:
            did(runs[e["body"]["run"]]["doers"], e)
        if e["type"] in ("competence", "completion", "dispose", "return", "run.event"):
            done[i] = e
        leaves.append(leaf(payload, signature))
        if checkpoint:
            check_checkpoint(checkpoint, station_key, leaves)
            heads[len(leaves)], covered = root(leaves), len(leaves)
    need(covered == len(entries), "end")
    return "ok"


def main(files):
    wrong = 0
    for name in files:
        expect, entries = None, []
        for line in open(name, encoding="utf-8"):
            key, _, value = line.rstrip("\n").partition(": ")
            if key == "expect":
                expect = value
            elif key == "entry":
                parts = [b"" if p == "-" else base64.b64decode(p) for p in value.split()]
                entries.append((parts + [b""])[:3])
            elif key == "gone":
                parts = value.split() + ["-"]
                entries.append((None, base64.b64decode(parts[0]), b"" if parts[2] == "-" else base64.b64decode(parts[2])))
        try:
            found = judge(entries, expect)
        except Fault as f:
            found = str(f)
        want = expect if expect in JUDGED else "ok"
        if found != want:
            wrong += 1
            print("%s: found %s, want %s" % (name, found, want))
    print("%d vectors, %d judged otherwise" % (len(files), wrong))
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
