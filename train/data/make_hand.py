#!/usr/bin/env python3
"""Writes headlines.conllu, headlines_dev.conllu and readouts.conllu from what was analysed by hand in
headlines_train.txt, headlines_dev.txt and readouts_train.txt, in the format and with the analyses of
make_diplomatic.py, whose functions it uses.

Headlines add to those analyses:
  nominal titles        root is the event noun (Call, Meeting, Travel); possessor nmod:poss; phrases nmod
  'X to Host Y'         root is the infinitive, with mark
  'Two Killed in Z'     root VBN, nsubj:pass
  'India, France Sign'  conj of the first, comma under the conjunct
  'Title: Subtitle'     appos (a clause: parataxis); colon and dash under what follows, as in EWT
  dates at the end      nmod:unmarked of the event noun

Usage: make_hand.py [--check TREEBANK_DIR]
"""
import argparse, os
import make_diplomatic as M

def rows(path):
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"): yield [t.split("|") for t in line.split()]
EXTPOS = {"as well": "CCONJ", "such as": "ADP", "because of": "ADP", "according to": "ADP", "in order": "SCONJ", "due to": "ADP"}
def head_of_fixed(n):
    """A fixed phrase says in its head what it is as a whole, as the treebanks do."""
    fixed = [c for c in n.right if c.rel == "fixed"]
    pos = fixed and EXTPOS.get(f"{n.form.lower()} {fixed[0].form.lower()}")
    if pos: n.feats = "|".join(sorted([f for f in n.feats.split("|") if f != "_" and not f.startswith("ExtPos")] + ["ExtPos=" + pos]))
ACC = "Case=Acc|"
M.PRP.update({"i": M.PRP["I"], "you": "Case=Nom|Person=2|PronType=Prs", "me": ACC + "Number=Sing|Person=1|PronType=Prs",
              "us": ACC + "Number=Plur|Person=1|PronType=Prs", "them": ACC + "Number=Plur|Person=3|PronType=Prs",
              "him": ACC + "Gender=Masc|Number=Sing|Person=3|PronType=Prs", "themselves": "Case=Acc|Number=Plur|Person=3|PronType=Prs|Reflex=Yes"})
M.POSS.update({"my": ("my", "Case=Gen|Number=Sing|Person=1|Poss=Yes|PronType=Prs"), "your": ("your", "Case=Gen|Person=2|Poss=Yes|PronType=Prs")})
PRONOUN_LEMMA = {"me": "I", "us": "we", "them": "they", "him": "he", "i": "I"}
OBJECT = ("obj", "iobj", "obl")
def subject_person(n, rel, nodes):
    """Number and person of a present-tense verb (VBP), from its subject or that of the verb it is joined to."""
    parent = lambda c: next((p for p in nodes if any(k is c for k in p.left + p.right)), None)
    verb = parent(n) if rel in ("aux", "cop", "aux:pass") else n
    subjects = lambda v: [c.form.lower() for c in v.left if c.rel.startswith("nsubj")] if v else []
    found = subjects(verb) or (subjects(parent(verb)) if verb and verb.rel == "conj" else [])
    return {"i": "Number=Sing|Person=1", "you": "Number=Sing|Person=2"}.get(found[0] if found else "", "Number=Plur|Person=3")
def set_tags(n, row, nodes):
    """What M.hand does not know or gets wrong."""
    low, tag, rel = row[0].lower(), row[1], row[3]
    lemma = row[4] if len(row) > 4 else None
    relative = any(c is n for p in nodes for c in p.left if p.rel == "acl:relcl")
    if tag in ("JJR", "JJS"): n.upos, n.feats, n.lemma = "ADJ", "Degree=" + {"JJR": "Cmp", "JJS": "Sup"}[tag], lemma or low
    elif low == "n't": n.upos, n.feats, n.lemma = "PART", "Polarity=Neg", "not"
    elif tag == "RB": a = M.adv(low); n.upos, n.feats, n.lemma = a.upos, a.feats, lemma or a.lemma
    elif tag == "JJ" and low in M.ORD: n.feats = M.adj(low).feats
    elif tag == "IN" and low == "in" and rel == "mark": n.upos = "ADP"  # "in order to"
    elif low == "philippines": n.feats = "Number=Ptan"
    elif tag == "PRP":
        n.lemma = PRONOUN_LEMMA.get(low, low)
        if low in ("you", "it") and rel in OBJECT: n.feats = n.feats.replace("Case=Nom", "Case=Acc")
    elif tag == "UH": n.upos, n.lemma, n.feats = "INTJ", low, "Polarity=Neg" if low == "no" else "_"
    elif tag == "WRB": n.upos, n.lemma, n.feats = "ADV", low, "PronType=" + ("Rel" if relative else "Int")
    elif tag == "PDT": n.upos, n.lemma, n.feats = "DET", low, "PronType=Tot"
    elif tag == "WP" and (low == "what" or rel == "nsubj" and n is nodes[0]): n.feats = "PronType=Int"
    elif tag == "DT" and rel not in ("det", "cc:preconj", "det:predet"): n.upos = "PRON"
    elif tag == "EX": n.feats = "_"
    elif tag == "VBZ": n.feats = n.feats.replace("Number=Plur", "Number=Sing")
    elif tag == "VBP": n.feats = n.feats.replace("Number=Sing|Person=3", subject_person(n, rel, nodes))
def trees(path):
    for root, rs in zip(M.hand(path), rows(path)):
        nodes = list(root.walk())
        for n, r in zip(nodes, rs): set_tags(n, r, nodes)
        for n in nodes: head_of_fixed(n)
        yield root
def apart(path):
    """Makes each sentence a paragraph: they have no full stop, and must not teach that sentences end without one."""
    text = open(path, encoding="utf-8").read()
    open(path, "w", encoding="utf-8").write(text.replace("# sent_id", "# newpar\n# sent_id"))
SOURCES = (("headlines_train.txt", "headlines.conllu"), ("headlines_dev.txt", "headlines_dev.conllu"), ("readouts_train.txt", "readouts.conllu"))
def main():
    ap = argparse.ArgumentParser(); ap.add_argument("--check"); a = ap.parse_args()
    for source, out in SOURCES:
        path = os.path.join(M.HERE, out); made = list(trees(os.path.join(M.HERE, source)))
        _, words = M.make(path, 0, out[:-7].replace("_", "-"), made); apart(path); print(path, len(made), words)
        if a.check:
            for k, v in M.check(path, a.check).most_common(): print(os.path.basename(path), v, k)
if __name__ == "__main__": main()
