"""Sentences, label sets and word features that teacher and student share.

Forms, lemma edits and hashes are those of src/syntax (words.cpp, tagger.cpp, network.cpp): a change there is
a change here. Hashes are the upper 32 bits of XXH3-64.
"""
import gzip
from collections import Counter
from dataclasses import dataclass, field

import xxhash

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
# In the order of Deprel in src/document/document.h.
DEPRELS = """acl acl:relcl advcl advcl:relcl advmod amod appos aux aux:pass case cc cc:preconj ccomp compound
compound:prt conj cop csubj csubj:outer csubj:pass dep det det:predet discourse dislocated expl fixed flat goeswith
iobj list mark nmod nmod:desc nmod:poss nmod:unmarked nsubj nsubj:outer nsubj:pass nummod obj obl obl:agent
obl:unmarked orphan parataxis punct reparandum root vocative xcomp""".split()
DEPREL_ID = {name: i for i, name in enumerate(DEPRELS)}
UPOS_ID = {name: i for i, name in enumerate(UPOS)}


@dataclass
class Sentence:
    """Columns of equal length; heads count from 1, 0 is the root."""
    forms: list
    upos: list = field(default_factory=list)
    xpos: list = field(default_factory=list)
    feats: list = field(default_factory=list)
    lemmas: list = field(default_factory=list)
    heads: list = field(default_factory=list)
    deprels: list = field(default_factory=list)

    def __len__(self):
        return len(self.forms)


def open_text(path):
    """A text file, plain or gzip by its name."""
    return gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")


def relation(name):
    """The relation as src/document knows it: an unknown subtype counts as its main relation."""
    if name in DEPREL_ID:
        return name
    main = name.split(":")[0]
    return main if main in DEPREL_ID else "dep"


def read_conllu(path):
    """Sentences of a CoNLL-U file; empty nodes and multiword lines are left out."""
    sentences, rows = [], []
    with open_text(path) as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    sentences.append(sentence_of(rows))
                rows = []
            elif line[0] != "#":
                columns = line.split("\t")
                if columns[0].isdigit():
                    rows.append(columns)
    if rows:
        sentences.append(sentence_of(rows))
    return sentences


def sentence_of(rows):
    return Sentence([r[1] for r in rows], [r[3] for r in rows], [r[4] for r in rows], [r[5] for r in rows],
                    [r[2] for r in rows], [int(r[6]) if r[6].isdigit() else 0 for r in rows],
                    [relation(r[7]) for r in rows])


def write_conllu(sentences, path):
    with (gzip.open(path, "wt", encoding="utf-8") if str(path).endswith(".gz") else open(path, "w", encoding="utf-8")) as out:
        for s in sentences:
            for i in range(len(s)):
                out.write(f"{i + 1}\t{s.forms[i]}\t{s.lemmas[i]}\t{s.upos[i]}\t{s.xpos[i]}\t{s.feats[i]}\t{s.heads[i]}\t{s.deprels[i]}\t_\t_\n")
            out.write("\n")


# ---------------------------------------------------------------- conventions

UNSURE = "?"  # no target: the reference does not say


class Conventions:
    """Features and lemmas as one reference treebank writes them. Treebanks differ ("you" has a number or not, adverbs a
    degree or not, the lemma of "people"), and a network that learns from several can only guess which one is meant."""

    def __init__(self, reference):
        self.words, self.classes, self.lemmas = {}, {}, {}
        for s in reference:
            for form, upos, xpos, feats, lemma in zip(s.forms, s.upos, s.xpos, s.feats, s.lemmas):
                key = (form.lower(), upos, xpos)
                for table, k, value in ((self.words, key, feats), (self.classes, (upos, xpos), feats), (self.lemmas, key, lemma)):
                    table.setdefault(k, Counter())[value] += 1

    @staticmethod
    def settle(counts, value, rare):
        """The value where the reference has it too, else what the reference nearly always says, else UNSURE."""
        total = sum(counts.values())
        if counts[value] > rare * total:
            return value
        common, n = counts.most_common(1)[0]
        return common if n >= 0.9 * total else UNSURE

    def feats(self, form, upos, xpos, feats):
        counts = self.words.get((form.lower(), upos, xpos))
        if counts and sum(counts.values()) >= 5:
            return self.settle(counts, feats, 0.02)
        counts = self.classes.get((upos, xpos))
        return self.settle(counts, feats, 0.05) if counts and sum(counts.values()) >= 50 else feats

    def apply(self, sentences):
        for s in sentences:
            for i in range(len(s)):
                s.feats[i] = self.feats(s.forms[i], s.upos[i], s.xpos[i], s.feats[i])
                counts = self.lemmas.get((s.forms[i].lower(), s.upos[i], s.xpos[i]))
                if counts and sum(counts.values()) >= 5:
                    lemma = self.settle(counts, s.lemmas[i], 0)
                    s.lemmas[i] = s.lemmas[i] if lemma == UNSURE else lemma


# ---------------------------------------------------------------- words

QUOTES = {ord(c): "'" for c in "\u2018\u2019\u201a\u201b"} | {ord(c): '"' for c in "\u201c\u201d\u201e\u201f"}
DIGITS = {ord(c): "0" for c in "0123456789"}


def cased_form(form):
    """Curly quotes straight, digits 0."""
    return form.translate(QUOTES).translate(DIGITS)


def normal_form(form):
    return cased_form(form).lower()


def shape(form):
    """Runs of equal character classes cut to two: "Xxx", "X.X.", "dd-dd"; at most 24 bytes."""
    out = []
    for byte in cased_form(form).encode():
        c = chr(byte)
        k = "X" if "A" <= c <= "Z" else "x" if "a" <= c <= "z" else "d" if "0" <= c <= "9" else "u" if byte >= 0x80 else c
        if len(out) >= 2 and out[-1] == k and out[-2] == k:
            continue
        if len(out) < 24:
            out.append(k)
    return "".join(out)


def hash32(data):
    return xxhash.xxh3_64_intdigest(data) >> 32


# ---------------------------------------------------------------- lemmas

def lemma_edit(form, lemma):
    """(keep case, characters stripped from the end, what is added): how the lemma comes from the form."""
    lowered = form.lower()

    def common(base):
        k = 0
        while k < min(len(base), len(lemma)) and base[k] == lemma[k]:
            k += 1
        return k

    in_lower, in_form = common(lowered), common(form)
    keep = in_form > in_lower
    base, shared = (form, in_form) if keep else (lowered, in_lower)
    return keep, len(base[shared:].encode()), lemma[shared:]
