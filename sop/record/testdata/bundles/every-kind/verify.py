#!/usr/bin/env python3
"""Checks the bundle that it lies in, as soprun's FORMAT.md writes it: one line for each fault and exit code 1, or what it did not judge and "no fault"."""
import base64, collections, contextlib, datetime, functools, hashlib, json, os, re, subprocess, sys, tempfile, types, unicodedata
GONE = re.compile(r'\{"disposal":(\d+),"payload_sha256":"([0-9a-f]{64})"(?:,"signature_sha256":"([0-9a-f]{64})")?\}', re.A)
ENDS = {"step.done": "done", "step.not-applicable": "na", "step.not-done": "not_done", "step.not-required": "not_required"}
ODD = {"deviation.open": "deviation", "value.correct": "corrected", "value.impossible": "typed again", "check.settle": "settled",
       "wait.start": "wait again", "clock.doubt": "clock", "step.reopen": "done again", "pace.explain": "fast", "step.done": "late entry",
       "run.decide": "decided", "handover.take": "taken over", "run.end": "ended", "each.end": "ended", "each.left": "left out", "incident.raise": "incident"}
ONLY = {"wait.start": ("index", range(2, 2**53)), "step.done": ("mark", ["late entry"]), "run.decide": ("value", ["continue"]), "handover.take": ("mark", ["supervisor"])}
FACTS = {"run.start", "run.event", "note", "note.read", "unlock.failed", "clock.back", "clock.jump", "export", "backup", "restore"}
sha, b64, un64 = lambda b: hashlib.sha256(b).digest(), lambda b: base64.b64encode(b).decode(), base64.b64decode
string = lambda b: len(b).to_bytes(4, "big") + b  # as SSH writes one
canonical = lambda v: json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()  # RFC 8785 of what section 2 allows
PERSON, DAY = "[a-z][a-z0-9.-]{1,31}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"
FILTER = {"code": "[SKB][1-9][0-9]?", "person": PERSON, "run": "r-[0-9A-Za-z-]{4,40}", "since": DAY, "sop": "[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "until": DAY}
split = lambda n: 1 << (n - 1).bit_length() - 1  # RFC 6962: the largest power of two below n
run = lambda *command, message=b"": subprocess.run(command, input=message, capture_output=True).returncode == 0
@contextlib.contextmanager
def checking(name):
    try:
        yield
    except Exception as e:
        if type(e) is ValueError or not faults:  # behind a fault others cannot be read: they rest on it
            faults.append("FAULT %s: %s" % (name, e if type(e) is ValueError else "it is missing or cannot be read (%r)" % e))
def need(good, what):
    if not good: raise ValueError(what)
def signed(person, key, namespace, sig, message, *more):  # section 3: an SSHSIG in its one form, by this key of allowed_signers
    blob, kind = un64("".join(sig.decode().split("\n")[1:-2])), string(b"ssh-ed25519")
    lines = ["-----BEGIN SSH SIGNATURE-----", *re.findall(".{1,70}", b64(blob)), "-----END SSH SIGNATURE-----", ""]
    parts = string(kind + string(blob[33:65])), string(namespace.encode()), string(b""), string(b"sha256"), string(kind + string(blob[-64:]))
    reduced = int.from_bytes(blob[-32:], "little") < 2**252 + 27742317777372353535851937790883648493  # ssh-keygen does not look at it
    need(sig.decode() == "\n".join(lines) and blob == b"SSHSIG\0\0\0\1" + b"".join(parts) and reduced, "its signature is not in its one form")
    with tempfile.NamedTemporaryFile() as file:
        file.write(sig), file.flush()
        verifying = "ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", person, "-n", namespace, "-s", file.name, *more
        need(run(*verifying, message=message), "it is not signed by " + person)
    need(key == "ssh-ed25519 " + b64(kind + string(blob[33:65])), "it is not signed with the key that %s has there" % person)
def head_of(note, station):  # section 5: size and root of a checkpoint, which the station signed with Ed25519
    origin, key_hash, key = station.split("+", 2)
    (_, size, root), sig, key = note.decode().split("\n")[:3], un64(note.decode().split(" ")[-1][:-1]), un64(key)
    text = "%s\n%d\n%s\n" % (origin, int(size), b64(un64(root)))
    need(note.decode() == "%s\n\u2014 %s %s\n" % (text, origin, b64(sig)), "a checkpoint is not in its one form")
    need(sha(origin.encode() + b"\n" + key)[:4].hex() == key_hash == sig[:4].hex() and key[0] == 1, "a checkpoint is by another key")
    with tempfile.TemporaryDirectory() as tmp:
        k, m, s = (os.path.join(tmp, part) for part in ("key", "message", "signature"))
        for f, data in (k, bytes.fromhex("302a300506032b6570032100") + key[1:]), (m, text.encode()), (s, sig[4:]): open(f, "wb").write(data)
        verifying = "openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", k, "-rawin", "-in", m, "-sigfile", s
        need(run(*verifying), "a checkpoint is not signed by the station")
    return int(size), un64(root)
def grow(edges, leaf):  # RFC 6962, 2.1: the roots of the whole subtrees after one more leaf, each with its size
    edges.append((1, leaf))
    while len(edges) > 1 and edges[-1][0] == edges[-2][0]: edges[-2:] = [(2 * edges[-1][0], sha(b"\1" + edges[-2][1] + edges[-1][1]))]
root_of = lambda edges: functools.reduce(lambda right, left: sha(b"\1" + left[1] + right), edges[-2::-1], edges[-1][1])
def unpack():  # section 11: the entries of a whole log, out of the few files that hold them
    lines, signatures = files["log.jsonl"].split(b"\n"), re.findall(rb"entry (\d+)\n(.*?-----END SSH SIGNATURE-----\n)", files["signatures"], re.S)
    need(lines.pop() == b"" and b"".join(b"entry %d\n%s" % (int(n), s) for n, s in signatures) == files["signatures"], "log.jsonl or signatures is cut, or not in its one form")
    notes = re.findall(rb"(\d+) (\S+)\n", files["checkpoints"])
    need(b"".join(b"%d %s\n" % (int(n), word) for n, word in notes) == files["checkpoints"], "checkpoints is not in its one form")
    need([int(n) for n, _ in notes] == sorted({int(n) for n, _ in notes} - {0}), "checkpoints is not in order")
    need([int(n) for n, _ in signatures] == sorted({int(n) for n, _ in signatures if int(n) < len(lines)}), "signatures is not in order")
    named = "entries/%08d.json"
    return {named % at: line for at, line in enumerate(lines)}, {named % int(n) + ".sig": s for n, s in signatures}, {int(n): word for n, word in notes}
def led_to(leaf, index, size, path):  # RFC 6962, 2.1.1: the root that an inclusion proof leads to
    if size == 1: return leaf if not path else b""
    if index < split(size): return sha(b"\1" + led_to(leaf, index, split(size), path[:-1]) + path[-1])
    return sha(b"\1" + path[-1] + led_to(leaf, index - split(size), size - split(size), path[:-1]))
def local(e): return datetime.datetime.fromisoformat(e["at"][:19]) + datetime.timedelta(minutes=e["clock"]["offset"])
def check_about(a):  # sections 2, 6 and 11: how bundle.json is spelt; what it says of the log is compared
    f, texts, app = a.get("filter", {}), {"at": DAY + "T[0-9:]{8}[.][0-9]{3}Z", "by": PERSON}, a["app"]
    need(set(a) - {"by", "filter"} == {"app", "at", "entries", "log", "size", "v"} and bool(f) == ("filter" in a), "it has other members")
    spelt = all(re.fullmatch(texts[k], a[k]) for k in texts if k in a) and all(re.fullmatch(FILTER[k], v) for k, v in f.items())
    plain = unicodedata.is_normalized("NFC", app) and not {unicodedata.category(c) for c in app} & {"Cc", "Cf", "Co", "Zl", "Zp"}
    need(spelt and plain and 0 < len(app.encode()) < 65 and app == app.strip(), "a member is not in its form")
    for day in a["at"][:19], f.get("since", "2000-01-01"), f.get("until", "2000-01-01"): datetime.datetime.fromisoformat(day)
def check_part(f):  # section 11: a part holds the runs that its filter selects, and those that a do.done of one names
    fits = lambda e, b: (f.get("person", e["person"]), f.get("sop", b["sop"]), f.get("run", b["run"])) == (e["person"], b["sop"], b["run"]) and (
        f.get("since", "") <= str(local(e))[:10] <= f.get("until", "~") and f.get("code", "") in [*b["codes"], ""])
    chosen = {e["body"]["run"] for e in told.values() if e["type"] == "completion" and fits(e, e["body"])} | ({f["run"]} if [*f] == ["run"] else set())
    for e in reversed(told.values()):
        event = e["body"].get("event", {})
        if event.get("kind") == "do.done" and e["body"]["run"] in chosen: chosen.add(event["value"])
    need(runs and set(runs) <= chosen, "it holds what its filter does not select")
def check_done(b, events):  # section 6: counts, outcome, reason and exceptions follow from the run's events, by step and item
    ends, odd, places, reason, stopped, ended = {}, collections.Counter(), set(), "", False, False
    for e in events:
        kind, place, (member, fits) = e["kind"], (e.get("step", ""), e.get("item", "")), ONLY.get(e["kind"], ("kind", [e["kind"]]))
        listed = kind in ODD and e.get(member) in fits and (kind != "step.reopen" or "reason" in e)
        if listed: odd[ODD[kind]] += 1
        if listed or place[0]: places.add(place)
        if kind in ENDS: ends[place] = ENDS[kind]
        if kind == "step.reopen": ends.pop(place, 0)
        if kind == "run.end": ended, reason = True, e["reason"]
        if kind == "run.stop" or kind == "run.decide" and e["value"] != "continue": stopped, reason = True, e["reason"]
    counts = dict.fromkeys(ENDS.values(), 0) | collections.Counter(ends.values()) | {"deviations": odd["deviation"], "corrections": odd["corrected"]}
    outcome = "stopped" if stopped else "ended" if ended else "complete-except" if counts["not_done"] else "complete"
    odd["not applicable"] = counts["na"]; counts |= {"left_out": n for n in [odd["left out"]] if n}
    for x in b.get("exceptions", []):
        if x["kind"] == "more": need(x["text"] == "%d more, in the entries of the run" % odd.total(), "its exceptions are cut short"); odd.clear(); break
        odd[x["kind"]] -= 1
        need(odd[x["kind"]] >= 0 and (x["step"], x.get("item", "")) in places, "it lists an exception that its run does not have")
    need((b["counts"], b["outcome"], odd.total()) == (counts, outcome, 0), "its counts, outcome or exceptions do not follow from its run")
    need(("reason" in b) == (stopped or ended) and reason.startswith(b.get("reason", "").removesuffix("\u2026")), "it gives another reason for its end")
def words(at, e):  # section 11: a line of record.txt
    if not e: return "%08d  destroyed by the disposal in entry %d\n" % (at, gone[at])
    flat = lambda body: "".join(flat(x) if isinstance(x, dict) else "; %s %s" % (k, x) for k, v in sorted(body.items()) for x in (v if isinstance(v, list) else [v]))
    fact, off = ("%s: " % e["person"] if "person" in e else "") + e["type"] + flat(e["body"]), e["clock"]["offset"]
    zone, mark = "%s%02d:%02d" % ("-" if off < 0 else "+", *divmod(abs(off), 60)), "DISPUTED: " * (at in disputed) + stands.get(at, "")
    return "%08d  %s (UTC%s)  %s\n" % (at, local(e), zone, mark + e.get("statement", fact))
# Section 8, a row a rule: by which word it stands there, of which kinds ("act": of each act), what holds (None: what decides is not in the bundle),
# and what is wrong where it does not. b is the body, by who made it in a role, ev its event, r the run, c the completion, return or the like that it names, p its person.
WORK, CHECK, BENCH = "assistant supervisor trainee", "assistant practitioner supervisor", "assistant practitioner supervisor trainee"
ALL, ADMIN, BOSS, EITHER = "administrator " + BENCH, "administrator", "supervisor", "administrator supervisor"
BY = {"genesis": ADMIN, "log.close": ADMIN, "enrol": ADMIN, "role": ADMIN, "key.rotate": ALL, "key.revoke": ADMIN, "unlock": BOSS, "sop.approve": BOSS,
      "sop.retire": BOSS, "access.review": EITHER, "competence": BOSS, "assessed": ALL, "scheme": BOSS, "evidence": BOSS, "statement": BOSS,
      "completion": WORK, "review": BOSS, "return": BOSS, "answer": WORK, "amend": WORK, "missed": WORK, "asset": BENCH, "calendar": EITHER,
      "assign": BOSS, "read": BENCH, "settings": BOSS, "terminal": ADMIN, "incident.close": BOSS, "dispose": ADMIN, "dispose.confirm": EITHER, "run.check": CHECK,
      "run.release": CHECK, "run.offer": WORK, "run.take": WORK, "run.decide": BOSS}  # section 6
NOBODYS, SECONDS = {"clock.back", "clock.jump", "export", "backup", "restore"}, {"check.value", "step.check", "hold.release"}
BESIDE = {"window.missed", "deviation.open", "clock.doubt", "run.resume", "step.not-required", "pace.explain", "incident.raise"}  # is not performing
STOPPED = {"deviation.open", "deviation.action", "value.correct", "pace.explain", "incident.raise", "clock.doubt"}
OFFERED = {"item.open", "handover.withdraw", "clock.doubt", "window.missed", "deviation.open", "handover.take", "run.decide"}
OF = {"review": "completion", "return": "completion", "answer": "completion", "amend": "completion", "assessed": "competence",
      "incident.close": "incident", "note.read": "note", "dispose.confirm": "dispose"}  # what the position of each is of
MARKS = {"supervisor": BOSS, "practitioner": "practitioner supervisor"}
whole = lambda: "filter" not in about
holds = lambda person, some: bool(set(roles.get(person, [])) & set(some.split()))
second = lambda: by != r.owner and by not in r.did.get(place, []) and holds(by, CHECK)
names_it = lambda: c is not None and b64(c.leaf) == b["leaf"]  # its kind is that of OF
approved = lambda: [a for a in approvals.get(b["sop"], []) if (a.version, a.sha) == (b["sop_version"], b["sop_sha256"])]
unaided = lambda x: x.get("independence") in ("alone", "teaches")
admins = lambda: [x for x in live if x != p and "administrator" in roles[x]]
due = lambda n, before: [x for x in gone if gone[x] == n] or sorted(
    x for d in known.values() if d.kind == "completion" and d.day < before and d.reviewers and not d.raised for x in d.own + d.about)
listed = lambda d, n: (d["entries"], d["sha256"]) == ((own := due(n, d["before"])) and len(own), sha(canonical(own)).hex())
def access():  # Access: the list of people and keys
    state = lambda x: "revoked" if x not in live else "locked" if failed.get(x, 0) > 19 else "live"
    people = [{"id": x, "name": names[x], "roles": roles[x], "state": state(x)} | ({"key": live[x]} if x in live else {}) for x in sorted(names)]
    return sha(canonical(people)).hex(), len(people), sum(x["state"] == "live" for x in people)
def in_force(sop):  # Approval, Retirement
    for a in reversed(approvals.get(sop, [])):
        if a.effective <= day and not (a.retired and a.retired < a.effective): return None if a.retired else (a.version, a.sha)
def planned():  # Scheme: what the one in force asks for
    s = schemes.get(b["sop"])
    if s is None or b.get("scheme") != s.at: return s is None and "scheme" not in b
    if b["method"] not in s.b["methods"] or b["outcome"] != "competent": return b["method"] in s.b["methods"]
    seen = [x for x in known.values() if x.kind == "competence" and x.said and [x.b[k] for k in ("person", "sop", "sop_version")] == [b[k] for k in ("person", "sop", "sop_version")]]
    seen = [(x.b["run"], x.by) for x in seen if unaided(x.b)] + [(b.get("run"), by)] * unaided(b)
    month = int(day[:4]) * 12 + int(day[5:7]) - 1 + s.b.get("months", 0)
    ends = "months" not in s.b or b.get("expires", "~") <= "%04d-%02d%s" % (month // 12, month % 12 + 1, day[7:])
    return ends and all(len(set(n)) >= s.b[k] for n, k in zip(zip(*seen) if seen else ([], []), ("observations", "assessors")))
def follows():  # Runs, Hand-over: what may be next in a run
    k = ev["kind"]
    if r.stopped: return k in STOPPED or k == "handover.take" and "mark" in ev
    return (k in OFFERED or not r.offer) and (r.offer or k not in ("item.open", "handover.withdraw")) and not (r.ended and k in ("run.end", "step.reopen"))
def theirs():  # Runs: whose event it is
    k = ev["kind"]
    if k == "clock.doubt": return True
    if k == "item.open": return by != r.owner and holds(by, WORK)
    return second() if k == "check.value" or k == "value.impossible" and by != r.owner else by == r.owner
def watched():  # Competence: of a run that its signer watched
    if c is None: return None if missing else False
    if (c.person, c.sop) != (b["person"], b["sop"]): return False
    return "independence" not in b or (c.version == b["sop_version"] and (b["person"], by) in c.named and by not in c.owners | c.seconds
                                       and not (unaided(b) and (c.stopped or c.doers - {b["person"]})))
RULES = [
    ("Close", "all", lambda: (kind == "genesis") == (at == 0) and closed_at is None, "a log begins with its genesis, has no other, and nothing follows its end"),
    ("People", "all", lambda: by in names or kind == "genesis" or by is None and kind in NOBODYS, "its person was not enrolled before it"),
    ("Roles", "act",
     lambda: role in BY[kind].split() and role in roles.get(by, b.get("roles", []) if at == 0 else []), "its signer does not have a role that may sign it"),
    ("Unlocking", "act", lambda: failed.get(by, 0) < 20, "its signer's key was locked"),
    ("prev", "act", lambda: e["prev"]["size"] > last_act.get(by, -1), "its signer had not seen their own act before it"),
    ("Chain", "genesis", lambda: b.get("continues", {}).get("log") != e["log"], "it goes on from itself"),
    ("Close", "log.close", lambda: not opened, "a run is open"),
    ("People", "role or unlock or competence or evidence or statement or assign", lambda: p in names, "it is about somebody who was not enrolled before it"),
    ("Roles", "role",
     lambda: "administrator" in b["roles"] or "administrator" not in roles[p] or p not in live or (bool(admins()) if whole() else None), "the last administrator is lost"),
    ("Rotation", "key.rotate", lambda: by == p or role == "administrator", "somebody else's key is given by an administrator"),
    ("Revocation", "key.revoke",
     lambda: bound[b["key"]] == p and b["key"] not in revoked and bound_at[b["key"]] <= b.get("suspect_from", at) <= at, "the key is not theirs, or was revoked before"),
    ("Roles", "key.revoke",
     lambda: live.get(p) != b["key"] or "administrator" not in roles[p] or (bool(admins()) if whole() else None), "the last administrator's key is lost"),
    ("People", "unlock or competence or evidence or statement", lambda: p != by, "nobody unlocks, assesses or gives evidence of themselves"),
    ("Approval", "sop.approve", lambda: all((a.sha, a.figures) == (b["sop_sha256"], b.get("figures")) for a in approvals.get(b["sop"], []) if a.version == b["sop_version"]), "one version has two texts"),
    ("Retirement", "sop.retire or read", lambda: any(not a.retired for a in approved()), "that version is not approved, or retired"),
    ("Access", "access.review",
     lambda: b["sha256"] == access()[0] and (b["people"], b["keys"]) == access()[1:] if whole() else None, "people and their keys were others"),
    ("Competence", "competence", lambda: approved() != [], "that version was not approved with this text"),
    ("Scheme", "competence", lambda: planned(), "it is not as the scheme in force says"),
    ("Competence", "competence",
     lambda: "independence" not in b or not any((x.by, x.b["person"], x.b.get("run")) == (by, p, b["run"]) and "independence" in x.b for x in known.values() if x.kind == "competence"), "they assessed that run before"),
    ("Competence", "competence", lambda: "run" not in b or watched(), "that run does not show it, or its signer had a part in it"),
    ("Assessed", "assessed", lambda: names_it() and c.b["person"] == by and not c.said, "it is not their own assessment, or they said so before"),
    ("Scheme", "scheme", lambda: all(x in approvals for x in b["pages"]) or (False if whole() else None), "a procedure of it was not approved"),
    ("Evidence", "evidence or statement", lambda: b.get("day", b.get("last")) <= day, "it is of a day to come"),
    ("Runs", "run.start", lambda: b["run"] not in opened and b["run"] not in ran, "its run's id was used before"),
    ("Approval", "run.start",
     lambda: holds(by, WORK) and in_force(b["sop"]) == (b["sop_version"], b["sop_sha256"]), "its version is not in force, or its person carries nothing out"),
    ("Runs", "of a run", lambda: r is not None, "its run is not open"),
    ("Runs", "in a run", lambda: follows(), "it cannot follow in its run"),
    ("Runs", "run.event", lambda: theirs(), "it is not for that person to say"),
    ("Observations", "event observe",
     lambda: ev["value"] in names and ev["value"] != by and not r.doers and (by, ev["value"]) not in r.named, "who watches is themselves, a stranger, named twice or too late"),
    ("Runs", "event do.done",
     lambda: (None if missing else False) if ev["value"] not in ran else ran[ev["value"]].outcome == ev.get("mark"), "the run that it names was not completed before it, or ended otherwise"),
    ("Separation", "run.check or run.release", lambda: second(), "nobody checks or releases their own work, and it takes a checker"),
    ("Separation", "run.check or run.release or run.take", lambda: role in MARKS.get(ev.get("mark"), ALL), "it is signed in another role than it says"),
    ("Hand-over", "run.offer", lambda: by == r.owner, "the run is somebody else's"),
    ("Separation", "run.take or run.decide", lambda: by != r.owner, "the run is their own"),
    ("Hand-over", "run.take", lambda: r.offer or "mark" in ev, "nobody hands the run over"),
    ("Runs", "completion", lambda: by == r.owner and not r.offer, "the run is somebody else's, or handed over"),
    ("Runs", "completion", lambda: (b["sop"], b["sop_version"], b["sop_sha256"]) == (r.sop, r.version, r.sha), "the run was of another version"),
    ("Returns", "review or return or answer or amend", lambda: names_it(), "it names no completion with these contents"),
    ("Separation", "review or return", lambda: by not in c.owners | c.amenders, "nobody reviews or sends back their own work"),
    ("Separation", "review", lambda: by not in c.answerers and by not in c.reviewers and c.back is None, "they answered or reviewed it before, or it was sent back"),
    ("Returns", "return", lambda: not c.reviewers and c.back is None, "it was reviewed, or sent back before"),
    ("Returns", "answer",
     lambda: c.back == b["return"] and (by in c.owners or role == "supervisor" and by != told[c.back]["person"]), "it answers no open return, or is not for them to answer"),
    ("Amendments", "amend", lambda: by in c.owners or role == "supervisor", "they amend somebody else's work"),
    ("Values", "amend", lambda: c.values.get(which) == b["old"], "the value does not say that"),
    ("Missed slots", "missed", lambda: any(a.effective <= b["first"][:10] for a in approvals.get(b["sop"], [])), "the procedure was not approved for that day"),
    ("Missed slots", "missed",
     lambda: b["last"] <= str(local(e))[:16].replace(" ", "T") and not any(d.b["before"] > b["first"][:10] for d in known.values() if d.kind == "dispose" and d.done), "its slots are to come, or of what was disposed of"),
    ("Missed slots", "missed",
     lambda: not any(x <= b["last"] and b["first"] <= y for x, y in explained.get((b["sop"], b.get("item")), [])), "a slot was explained before"),
    ("States", "asset",
     lambda: (b["asset"] in out) == (b["state"] == "in") and (b["state"] == "out" or role in MARKS["practitioner"].split()), "it says what was so already, or takes another role"),
    ("States", "assign", lambda: (duty in duties) == (b["state"] == "off"), "it says what was so already"),
    ("States", "terminal",
     lambda: b.get("person", by) in names and (b["fingerprint"] == terminals.get(b["terminal"]) if b["state"] == "off" else b["terminal"] not in terminals and b["fingerprint"] not in terminals.values()), "it says what was so already, or is of a stranger"),
    ("Read", "read", lambda: has_read.get((by, b["sop"])) != (b["sop_version"], b["sop_sha256"]), "they have read it before"),
    ("Notes", "note or note.read", lambda: holds(by, BENCH), "they do not work at the bench"),
    ("Notes", "note.read", lambda: c is not None and c.by != by, "it is no note of somebody else that waits"),
    ("Incidents", "incident.close",
     lambda: names_it() and c.run == b["run"] and c.by != by and bool(c.reference or "reference" in b), "it is no open incident of somebody else, or has no reference"),
    ("Disposal", "dispose", lambda: b["before"] <= day and listed(b, at) if whole() else None, "it is of other entries than can go"),
    ("Disposal", "dispose.confirm",
     lambda: names_it() and not c.done and c.by != by and listed(c.b, b["position"]), "it is no open disposal of somebody else, or of other entries"),
    ("Unlocking", "unlock.failed", lambda: b["count"] == failed.get(by, 0) + 1 or bool(gone) and b["count"] == 1 if whole() else None, "it counts other failures"),
    ("Copies", "export", lambda: 0 < b["entries"] <= b["size"] <= at and ("filter" in b or b["entries"] == b["size"]), "it copies what was not there"),
    ("Copies", "backup or restore", lambda: b["entries"] == at, "it copies what was not there"),
]
def fold():  # what an entry that keeps every rule changes
    global closed_at
    if kind in BY: failed[by], last_act[by] = 0, at
    if kind == "unlock": failed[p] = 0
    if kind == "unlock.failed": failed[by] = b["count"]
    if kind in ("genesis", "enrol", "role"): roles[p] = b["roles"]
    if kind == "log.close": closed_at = at
    if kind == "sop.approve": approvals.setdefault(b["sop"], []).append(thing(version=b["sop_version"], sha=b["sop_sha256"], figures=b.get("figures"), effective=b["effective"], retired=""))
    if kind == "sop.retire":
        for a in approved(): a.retired = a.retired or day
    if kind == "scheme": schemes.update(dict.fromkeys(b["pages"], thing(at=at, b=b)))
    if kind in ("competence", "dispose", "note"): known[at] = thing(kind=kind, leaf=leaves[at], by=by, b=b, said=False, done=False)
    if kind == "assessed": c.said = True
    if kind == "missed": explained.setdefault((b["sop"], b.get("item")), []).append((b["first"], b["last"]))
    if kind == "asset": (out.add if b["state"] == "out" else out.discard)(b["asset"])
    if kind == "terminal": terminals.pop(b["terminal"], 0) if b["state"] == "off" else terminals.update({b["terminal"]: b["fingerprint"]})
    if kind == "assign": (duties.add if b["state"] == "on" else duties.discard)(duty)
    if kind == "read": has_read[by, b["sop"]] = b["sop_version"], b["sop_sha256"]
    if kind in ("note.read", "incident.close"): del known[b["position"]]
    if kind == "incident.close" and (of := opened.get(c.run) or ran.get(c.run)): of.raised, of.about = of.raised - 1, of.about + [at]
    if kind in ("review", "return", "answer", "amend"):
        c.about.append(at)
        c.back = at if kind == "return" else None
        c.reviewers = c.reviewers | {by} if kind == "review" else set() if kind == "amend" else c.reviewers
        if kind == "answer": c.answerers.add(by)
        if kind == "amend": c.amenders.add(by); c.values[which] = b["new"]
    if kind == "dispose.confirm":
        c.done, going = True, set(due(b["position"], c.b["before"]))
        for n in [n for n, d in known.items() if d.kind == "completion" and d.own[0] in going]: del ran[known.pop(n).run]
    if kind == "run.start":
        runs.add(b["run"])
        opened[b["run"]] = thing(run=b["run"], sop=b["sop"], version=b["sop_version"], sha=b["sop_sha256"], owner=by, owners={by}, own=[at], about=[], did={}, values={},
                                 named=set(), seconds=set(), doers=set(), offer=False, stopped=False, ended=False, raised=0)
    if kind == "completion":
        known[at] = ran[b["run"]] = opened.pop(b["run"])
        vars(r).update(kind=kind, leaf=leaves[at], person=by, day=day, outcome=b["outcome"], own=r.own + [at], reviewers=set(), amenders=set(), answerers=set(), back=None)
    if ev: happen(ev["kind"])
def happen(k):  # what an event changes in its run
    r.own.append(at)
    if place[0] and by == r.owner and k not in BESIDE: r.did.setdefault(place, set()).add(by)
    if k in ("value", "value.correct", "check.settle"): r.values[tuple(ev.get(x) for x in PLACE)] = ev["value"]
    if k == "step.reopen": r.values = {n: v for n, v in r.values.items() if n[:2] != place}
    if k == "observe": r.named.add((by, ev["value"]))
    if k in SECONDS: r.seconds.add(by)
    if k == "step.done": r.doers.add(by)
    if k == "handover.take": r.owner, r.owners = by, r.owners | {by}
    if k in ("handover.take", "handover.withdraw", "handover.offer"): r.offer = k == "handover.offer"
    if k == "run.stop" or k == "run.decide" and ev["value"] != "continue": r.stopped, r.offer = True, False
    r.ended = r.ended or k == "run.end"
    if k == "incident.raise": r.raised += 1; known[at] = thing(kind="incident", leaf=leaves[at], run=r.run, by=by, reference=ev.get("value"))
def judge():  # section 8
    for rule, kinds, holds_so, wrong in RULES:
        if tags & set(kinds.split(" or ")):
            found = holds_so()
            need(found is None or found, "%s: %s" % (rule, wrong))
            if found is None: unjudged.setdefault(wrong, []).append(at)
os.chdir(sys.exit("it checks the bundle that it lies in: copy it there") if sys.argv[0].endswith("verify.py") and sys.argv[1:] else os.path.dirname(os.path.abspath(__file__)))
found = (os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names)
files = {name[2:]: b"" if os.path.islink(name) else open(name, "rb").read() for name in found}
want = {"README", "verify.py", "MANIFEST", "bundle.json", "checkpoint", "allowed_signers", "revoked", "record.txt"}
faults, ended, disputed, told, bound, live, names, acts, runs, leaves, gone, carried = [], [], set(), {}, {}, {}, {}, {}, set(), {}, {}, {}
seen, last, stands, back = {}, {}, {}, {}  # reviews of a completion, amendments of a value, marks of standing, open returns
known, opened, ran, roles, failed, last_act, bound_at, revoked, unjudged, closed_at = {}, {}, {}, {}, {}, {}, {}, set(), {}, None  # for section 8
approvals, schemes, explained, out, duties, terminals, has_read, thing, PLACE = {}, {}, {}, set(), set(), {}, {}, types.SimpleNamespace, ("step", "item", "field", "index")
amended = lambda at: stands.get(at, "").partition("SENT BACK")[0]
with checking("bundle.json"):
    about = json.loads(files["bundle.json"])
    check_about(about)
    payloads, sigs, heads_of = unpack() if whole() else ({n: files[n] for n in files if re.fullmatch(r"entries/(\d{8}|[1-9]\d{8,})\.json", n)}, files, {})
    genesis, places, edges = json.loads(payloads["entries/00000000.json"])["body"], sorted(int(n[8:-5]) for n in payloads), []
    want |= {"log.jsonl", "signatures", "checkpoints"} if whole() else {n[:-4] + end for n in payloads for end in ("json", "tlog-proof")} | {n + ".sig" for n in payloads if n + ".sig" in files}
    (size, root), log = head_of(files["checkpoint"], genesis["station_key"]), genesis["station_key"].split("+")[0]
    need(canonical(about | {"v": "soprun-bundle/4", "entries": len(places), "size": size, "log": log}) == files["bundle.json"], "it is of another")
    text = "Log %s: %d of %d entries\n" % (about["log"], len(places), size) + "A demo: made up, not a record\n" * ("demo" in genesis)
for at in places if not faults else []:
    with checking("entries/%08d" % at):
        name = "entries/%08d.json" % at
        payload, sig = payloads[name], sigs.get(name + ".sig")
        was = whole() and GONE.fullmatch(payload.decode())  # section 4
        hashes = (was[2], was[3] or "-") if was else (sha(payload).hex(), "-" if sig is None else sha(sig).hex())
        leaves[at] = sha(b"\0" + ("soprun-log/1\npayload sha256:%s\nsignature sha256:%s\n" % hashes).encode())
        if whole():
            grow(edges, leaves[at])
            if at + 1 in heads_of: heads_of[at + 1] = root_of(edges), heads_of[at + 1]
        else:
            proof = files[name[:-4] + "tlog-proof"].decode()
            path = [un64(line) for line in proof.split("\n\n")[0].split("\n")[2:]]
            respelt = "c2sp.org/tlog-proof@v1\nindex %d\n%s\n" % (at, "".join(b64(h) + "\n" for h in path)) + files["checkpoint"].decode()
            need(proof == respelt and led_to(leaves[at], at, size, path) == root, "its proof does not lead to the checkpoint")
        if was:
            gone[at] = int(was[1])
            need(sig is None and canonical(json.loads(payload)) == payload, "what is left of it is not in its one form")
            continue
        e = json.loads(payload)
        body, person, kind, told[at] = e["body"], e.get("person"), e["type"], e
        need((canonical(e), e["v"], e["log"]) == (payload, "soprun-record/2", about["log"]), "it is not in canonical form, or of another log")
        need((kind in FACTS) == (sig is None), "an act is signed, a fact is not")
        if sig is not None:
            acts[at] = body["key"] if at == 0 else live.get(person)
            signed(person, acts[at], "soprun-record@v1", sig, payload)
            who = "I, %s (%s, %s), " % (names.get(person, body.get("name")), person, e["role"])
            need(e["prev"]["size"] <= at and e["statement"].startswith(who), "it saw what was not, or is another's sentence")
        b, by, role, p, day, ev = body, person, e.get("role"), body.get("person", person), str(local(e))[:10], body.get("event", {})
        place, which, duty = (ev.get("step"), ev.get("item")), tuple(body.get(x) for x in PLACE), (p, "sop" in body, body.get("sop", body.get("area")))
        r, c, missing = opened.get(body.get("run")), known.get(body.get("position")), "filter" in about or set(gone.values()) - set(carried)
        c = ran.get(body.get("run")) if kind == "competence" else c if c and c.kind == OF.get(kind) else None
        tags = {"all", kind} | ({"act"} if kind in BY else set()) | ({"in a run", "event " + ev["kind"]} if ev else set())
        tags |= {"of a run"} if ev or kind == "completion" else set()
        judge()
        if kind in ("genesis", "enrol", "key.rotate", "key.revoke"):  # section 8: whose a key is follows from positions
            new, key = body.get("person", person), body["key"]
            need((key in bound, new in names) == (kind == "key.revoke", kind[:3] == "key"), "a person or a key is bound twice, or not at all")
            if new in live and (kind == "key.rotate" or live[new] == key): ended.append(live.pop(new))
            if kind != "key.revoke": bound[key], live[new], names[new], bound_at[key], last_act[new], failed[new] = new, key, body.get("name", names.get(new)), at, at, 0
            else: revoked.add(key); disputed |= {n for n in acts if acts[n] == key and body.get("suspect_from", at) <= n < at}
        if kind == "review": seen.setdefault(body["position"], []).append(at)
        if kind == "return": back[body["position"]], stands[body["position"]] = at, amended(body["position"]) + "SENT BACK in entry %d: " % at
        if kind in ("answer", "amend") and body["position"] in back:
            stands[back.pop(body["position"])], stands[body["position"]] = "ANSWERED in entry %d: " % at, amended(body["position"])
        if how := {"incident.close": "CLOSED"}.get(kind, "NOT AGREED" * (body.get("agree") == "no")): stands[body["position"]] = how + " in entry %d: " % at
        if kind == "amend":  # section 11: what it supersedes, and what it amends
            on, value = body["position"], (body["position"], body["step"], body.get("item"), body["field"], body.get("index"))
            stands.update({n: "SUPERSEDED by entry %d: " % at for n in seen.pop(on, []) + [last.get(value)] * (value in last)})
            stands[on], last[value] = "AMENDED in entry %d: " % at, at
        if kind == "completion":
            own, covers = r.own, body["events"]
            need(covers == {"count": len(own), "first": own[0], "sha256": sha(b"".join(leaves[n] for n in own)).hex()}, "it does not cover its run")
            check_done(body, [told[n]["body"]["event"] for n in own[1:]])
        elif kind == "dispose.confirm": carried[body["position"]] = told[body["position"]]["body"]["sha256"]
        elif kind == "sop.approve": want.update("texts/" + sum for sum in [body["sop_sha256"], *body.get("figures", [])])
        fold()
if not faults and "filter" not in about:
    with checking("checkpoints"):  # of the whole log: each is over its entries, and each signer saw one of them
        need(places == list(range(size)) and max(heads_of) == size == len(places), "they are not those of this log")
        notes = ["%s\n%d\n%s\n\n\u2014 %s %s\n" % (log, n, b64(head), log, word.decode()) for n, (head, word) in heads_of.items()]
        heads = dict([(0, sha(b""))] + [head_of(note.encode(), genesis["station_key"]) for note in notes])
        need(notes[-1].encode() == files["checkpoint"], "the last is another one")
        need(all(e["type"] != "export" or e["body"]["size"] in heads for e in told.values()), "a copy of no checkpoint left the station")
        need(all(b64(heads[told[at]["prev"]["size"]]) == told[at]["prev"]["root"] for at in acts), "a signer saw another log")
with checking("bundle.json"):
    if not faults and "filter" in about: check_part(about["filter"])
with checking("MANIFEST"):
    sums = {n: sha(files[n]).hex() for n in sorted(set(files) - {"MANIFEST", "MANIFEST.sig"}, key=str.encode)}
    need(files["MANIFEST"].decode() == "".join("%s  %s\n" % (sums[n], n) for n in sums), "it does not list these files")
    need(all(sums[n] == n[6:] for n in sums if n.startswith("texts/")), "an approved text was changed")
    lines = ('%s namespaces="soprun-record@v1,soprun-export@v1" %s\n' % (bound[key], key) for key in sorted(bound, key=bound.get))
    text, ended = text + "".join(words(at, told.get(at)) for at in places), "".join(key + "\n" for key in ended)
    need({(n, sha(canonical([at for at in gone if gone[at] == n])).hex()) for n in set(gone.values())} <= set(carried.items()), "it lost too much")
    for n, derived in ("allowed_signers", "".join(lines)), ("record.txt", text), ("revoked", ended):
        need(files[n].decode() == derived, n + " does not follow from the entries")
    want |= {"MANIFEST.sig"} if "by" in about else set()
    if "by" in about: signed(about["by"], live.get(about["by"]), "soprun-export@v1", files["MANIFEST.sig"], files["MANIFEST"], "-r", "revoked")
    need(want == set(files), "there are too many or too few files: %s" % sorted(want ^ set(files)))
if faults: sys.exit(print("\n".join(faults)) or 1)
for wrong in unjudged: print("NOT JUDGED entries %s: whether %s" % (", ".join(map(str, unjudged[wrong])), wrong))  # what decides it is not here
print("NOT JUDGED the form of each member, proofs of keys, sentences, the order of time, the earlier values of controls")
if not whole(): print("NOT JUDGED what each signer saw of the log, how often a passphrase was wrong, that all else of these runs is here")
print("%d of %d entries of %s, entry 0 %s, %d disputed, %d destroyed, manifest %s: no fault" % (
    len(places), size, log, leaves[0].hex(), len(disputed), len(gone), "signed by " + about["by"] if "by" in about else "unsigned"))
