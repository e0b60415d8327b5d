#!/usr/bin/env python3
"""Checks the bundle that it lies in, as soprun's FORMAT.md writes it: one line for each fault and exit code 1, or "no fault"."""
import base64, collections, contextlib, datetime, functools, hashlib, json, os, re, subprocess, sys, tempfile, unicodedata
GONE = re.compile(r"(soprun-log/1\npayload sha256:[0-9a-f]{64}\nsignature sha256:(?:[0-9a-f]{64}|-)\n)disposal (\d+)\n", re.A)
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
        faults.append("FAULT %s: %s" % (name, e if type(e) is ValueError else "it is missing or cannot be read (%r)" % e))
def need(good, what):
    if not good: raise ValueError(what)
def signed(person, key, namespace, name, message, *more):  # section 3: an SSHSIG in its one form, by this key of allowed_signers
    blob, kind = un64("".join(files[name].decode().split("\n")[1:-2])), string(b"ssh-ed25519")
    lines = ["-----BEGIN SSH SIGNATURE-----", *re.findall(".{1,70}", b64(blob)), "-----END SSH SIGNATURE-----", ""]
    parts = string(kind + string(blob[33:65])), string(namespace.encode()), string(b""), string(b"sha256"), string(kind + string(blob[-64:]))
    reduced = int.from_bytes(blob[-32:], "little") < 2**252 + 27742317777372353535851937790883648493  # ssh-keygen does not look at it
    need(files[name].decode() == "\n".join(lines) and blob == b"SSHSIG\0\0\0\1" + b"".join(parts) and reduced, "its signature is not in its one form")
    verifying = "ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", person, "-n", namespace, "-s", name, *more
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
@functools.cache
def tree(start, end):  # RFC 6962, 2.1: the root over the leaves from start up to end
    return leaves[start] if end - start == 1 else sha(b"\1" + tree(start, start + split(end - start)) + tree(start + split(end - start), end))
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
        need(kind not in ("run.end", "step.reopen") or not ended, "a run that ended goes back")
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
os.chdir(sys.exit("it checks the bundle that it lies in: copy it there") if sys.argv[0].endswith("verify.py") and sys.argv[1:] else os.path.dirname(os.path.abspath(__file__)))
found = (os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names)
files = {name[2:]: b"" if os.path.islink(name) else open(name, "rb").read() for name in found}
want = {"README", "verify.py", "MANIFEST", "bundle.json", "checkpoint", "allowed_signers", "revoked", "record.txt"}
faults, ended, disputed, told, bound, live, names, acts, runs, leaves, gone, carried = [], [], set(), {}, {}, {}, {}, {}, {}, {}, {}, {}
outcomes, seen, last, stands, back = {}, {}, {}, {}, {}  # of each run; reviews of a completion, amendments of a value, marks of standing, open returns
amended = lambda at: stands.get(at, "").partition("SENT BACK")[0]
with checking("bundle.json"):
    about, genesis = json.loads(files["bundle.json"]), json.loads(files["entries/00000000.json"])["body"]
    places = sorted(int(n[8:-5]) for n in files if re.fullmatch(r"entries/(\d{8}|[1-9]\d{8,})\.(json|gone)", n))
    check_about(about)
    (size, root), log = head_of(files["checkpoint"], genesis["station_key"]), genesis["station_key"].split("+")[0]
    need(canonical(about | {"v": "soprun-bundle/3", "entries": len(places), "size": size, "log": log}) == files["bundle.json"], "it is of another")
    text = "Log %s: %d of %d entries\n" % (about["log"], len(places), size) + "A demo: made up, not a record\n" * ("demo" in genesis)
for at in places if not faults else []:
    with checking("entries/%08d" % at):
        name, sig_name, proof_name, left = ("entries/%08d." % at + end for end in ("json", "json.sig", "tlog-proof", "gone"))
        payload, sig, proof = files.get(name), files.get(sig_name), files[proof_name].decode()
        want |= {left if left in files else name, proof_name} | ({sig_name} if sig is not None else set())
        was, kept = GONE.fullmatch(files.get(left, b"").decode()), "soprun-log/1\npayload sha256:%s\nsignature sha256:%s\n"
        leaf = was[1] if was else kept % (sha(payload).hex(), "-" if sig is None else sha(sig).hex())  # section 4
        leaves[at] = sha(b"\0" + leaf.encode())
        path = [un64(line) for line in proof.split("\n\n")[0].split("\n")[2:]]
        respelt = "c2sp.org/tlog-proof@v1\nindex %d\n%s\n" % (at, "".join(b64(h) + "\n" for h in path)) + files["checkpoint"].decode()
        need(proof == respelt and led_to(leaves[at], at, size, path) == root, "its proof does not lead to the checkpoint")
        if was: gone[at] = int(was[2]); continue
        e = json.loads(payload)
        body, person, kind, told[at] = e["body"], e.get("person"), e["type"], e
        need((canonical(e), e["v"], e["log"]) == (payload, "soprun-record/2", about["log"]), "it is not in canonical form, or of another log")
        need((kind in FACTS) == (sig is None), "an act is signed, a fact is not")
        if sig is not None:
            acts[at] = body["key"] if at == 0 else live.get(person)
            signed(person, acts[at], "soprun-record@v1", sig_name, payload)
            who = "I, %s (%s, %s), " % (names.get(person, body.get("name")), person, e["role"])
            need(e["prev"]["size"] <= at and e["statement"].startswith(who), "it saw what was not, or is another's sentence")
        if kind in ("genesis", "enrol", "key.rotate", "key.revoke"):  # section 8: whose a key is follows from positions
            new, key = body.get("person", person), body["key"]
            need((key in bound, new in names) == (kind == "key.revoke", kind[:3] == "key"), "a person or a key is bound twice, or not at all")
            if new in live and (kind == "key.rotate" or live[new] == key): ended.append(live.pop(new))
            if kind != "key.revoke": bound[key], live[new], names[new] = new, key, body.get("name", names.get(new))
            else: disputed |= {n for n in acts if acts[n] == key and body.get("suspect_from", at) <= n < at}
        if kind == "review": seen.setdefault(body["position"], []).append(at)
        if kind == "return": back[body["position"]], stands[body["position"]] = at, amended(body["position"]) + "SENT BACK in entry %d: " % at
        if kind in ("answer", "amend") and body["position"] in back:
            stands[back.pop(body["position"])], stands[body["position"]] = "ANSWERED in entry %d: " % at, amended(body["position"])
        if how := {"incident.close": "CLOSED"}.get(kind, "NOT AGREED" * (body.get("agree") == "no")): stands[body["position"]] = how + " in entry %d: " % at
        if kind == "amend":  # section 11: what it supersedes, and what it amends
            on, value = body["position"], (body["position"], body["step"], body.get("item"), body["field"], body.get("index"))
            stands.update({n: "SUPERSEDED by entry %d: " % at for n in seen.pop(on, []) + [last.get(value)] * (value in last)})
            stands[on], last[value] = "AMENDED in entry %d: " % at, at
        if body.get("event", {}).get("kind") == "do.done":
            need(outcomes.get(body["event"]["value"], body["event"].get("mark")) == body["event"].get("mark"), "a linked run ended otherwise")
        if kind == "completion":
            own, covers = runs[body["run"]], body["events"]
            need(covers == {"count": len(own), "first": own[0], "sha256": sha(b"".join(leaves[n] for n in own)).hex()}, "it does not cover its run")
            check_done(body, [told[n]["body"]["event"] for n in own[1:]])
            outcomes[body["run"]] = body["outcome"]
        elif kind.startswith("run."): runs.setdefault(body["run"], []).append(at)
        elif kind == "dispose.confirm": carried[body["position"]] = told[body["position"]]["body"]["sha256"]
        elif kind == "sop.approve": want.add("texts/" + body["sop_sha256"])
if not faults and "filter" not in about:
    with checking("checkpoints"):  # of the whole log: each is over its entries, and each signer saw one of them
        notes = re.findall(rb"(?:[^\n]*\n){5}", files["checkpoints"])
        heads = dict([(0, sha(b""))] + [head_of(note, genesis["station_key"]) for note in notes])
        need(places == list(range(size)) and sorted(heads) == list(heads) and len(heads) == len(notes) + 1, "they are not in order")
        need(b"".join(notes) == files["checkpoints"] and notes[-1] == files["checkpoint"], "they are not those of this log")
        need(all(tree(0, n) == heads[n] for n in heads if n), "one is over other entries")
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
    want |= {name for name, member in (("MANIFEST.sig", "by" in about), ("checkpoints", "filter" not in about)) if member}
    if "by" in about: signed(about["by"], live.get(about["by"]), "soprun-export@v1", "MANIFEST.sig", files["MANIFEST"], "-r", "revoked")
    need(want == set(files), "there are too many or too few files: %s" % sorted(want ^ set(files)))
print("\n".join(faults) or "%d of %d entries of %s, entry 0 %s, %d disputed, %d destroyed, manifest %s: no fault" % (
    len(places), size, log, leaves[0].hex(), len(disputed), len(gone), "signed by " + about["by"] if "by" in about else "unsigned"))
sys.exit(bool(faults))
