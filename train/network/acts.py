"""The network that reads acts off a sentence, and its slow teacher. Sentences come from `entente-learn-acts --export`.

acts.py teach OUT.pt --sentences NDJSON --encoder FOLDER       : fine-tunes a pretrained transformer on the coded sentences
acts.py label TEACHER.pt OUT.pt --sentences NDJSON             : what it says of the others
acts.py words OUT.pt --sentences NDJSON --words JSON           : vocabulary and pretrained vectors
acts.py learn OUT.pt --sentences NDJSON --vocabulary PT --labelled PT    : the network that ships
acts.py score MODEL.pt --sentences NDJSON --of GOLD...         : precision and recall of types by threshold, in floats
acts.py average OUT.pt MODEL.pt MODEL.pt                       : the mean of two that have a beginning in common
acts.py export MODEL.pt OUT                                    : the bytes of the model's section "network"
Both give each word a score for each type of act; a sentence tells an act as likely as its words together say
(log-sum-exp), and its strongest word is the one that tells. Who has a part: a hidden layer over the word that names a side
and the word that tells. Activations lie in [-1, 1], as in student.py; src/coding/network.cpp does the same with integers.
"""
import argparse
import collections
import contextlib
import json
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

import treebank as tb
from student import AFFIXES, Rounded, Vocabulary, Writer, affix, both_ways, lstm_matrices, quantised_rows, start_lstms, turned_round, write_lstms, write_matrix, write_word_tables

TYPES = sorted("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())  # as the program numbers them
TYPE_ID = {t: i for i, t in enumerate(TYPES)}
# As in src/coding/coding.h and reading.cpp.
READING_SIGNS, PART_SIGNS, PARTS = 240, 32, 4
LONGEST = 100  # words; of longer sentences the rest is not read
OTHERS = range(6, 12)  # signs of those named who do not write
RULES, RULES_END = 80, 148  # signs of what the rules made of a word


# ---------------------------------------------------------------- sentences

class Sentence:
    __slots__ = ("id", "url", "number", "forms", "masked", "signs", "title", "before", "codes", "words", "side_signs", "own", "y", "m", "roles", "soft", "soft_roles")

    def __init__(self, line):
        self.id = line["id"]
        self.url, number = self.id.rsplit("#", 1)
        self.number = int(number)
        self.forms = line["forms"][:LONGEST]
        self.masked = np.array(line["masked"][:LONGEST], bool)
        self.signs = [np.array(s, np.uint8) for s in line["signs"][:LONGEST]]
        self.title, self.before = line.get("title", ""), line.get("before", "")
        sides = line["sides"][:24]
        self.codes = [frozenset(s["codes"]) for s in sides]
        self.words = [[w for w in s["words"] if w < LONGEST] for s in sides]
        self.side_signs = [s["signs"] for s in sides]
        self.own = [{t: p for t, p in s["own"]} for s in sides]
        self.y = self.m = self.soft = self.soft_roles = None
        self.roles = []
        if "events" in line:
            self.set_events(line["events"])

    def set_events(self, events):
        self.y, self.m = np.zeros(len(TYPES), np.float32), np.ones(len(TYPES), np.float32)
        open_types, does, receives, sure = set(), {}, {}, {}
        for e in events:
            t = TYPE_ID[e["event"].split(".")[0]]
            alts = [{**e, **a} for a in e.get("alt", [])]
            open_types |= {TYPE_ID[a["event"].split(".")[0]] for a in alts}
            if e.get("optional"):
                open_types.add(t)
                continue
            self.y[t] = 1
            if "actor" not in e or "recipient" not in e:
                continue
            part = lambda key, event: np.array([bool(c) and c <= set(event[key]) for c in self.codes], bool)
            a, r = part("actor", e), part("recipient", e)
            ok = np.ones((2, len(self.codes)), bool)
            for other in alts:
                if other["event"] == e["event"]:
                    ok[0] &= part("actor", other) == a
                    ok[1] &= part("recipient", other) == r
            does[t] = does.get(t, False) | a
            receives[t] = receives.get(t, False) | r
            sure[t] = sure.get(t, True) & ok
        for t in open_types:
            if self.y[t] == 0:
                self.m[t] = 0
        self.roles = [(t, does[t], receives[t], sure[t]) for t in sorted(does) if len(self.codes)]

    def is_asked(self):
        """Whether the program asks the network at all: not of sentences where no rule matches and nobody but the writer is named."""
        signs = np.concatenate(self.signs[1:])
        return bool(np.isin(signs, OTHERS).any() or ((signs >= RULES) & (signs < RULES_END)).any())


def read_sentences(options, wanted):
    """wanted(sentence) says whether it is kept."""
    whole, single = set(), set()
    for path in options.without_documents:
        with open(path) as lines:
            whole |= {json.loads(line)["url"] for line in lines}
    for path in options.without_sentences:
        with open(path) as lines:
            single |= {(d["url"], d["sentence"]) for d in map(json.loads, lines)}
    out = []
    with open(options.sentences) as lines:
        for line in lines:
            s = Sentence(json.loads(line))
            if s.url in whole or (s.url, s.number) in single or len(s.forms) < 4 or not s.is_asked():
                continue
            if s.url == "own" and options.without_own and s.number % options.without_own == options.without_own - 1:
                continue
            if wanted(s):
                out.append(s)
    return out


# ---------------------------------------------------------------- what both networks end in

class Heads(nn.Module):
    def __init__(self, wide, hidden=128, part=96, drop=0.1):
        super().__init__()
        self.hidden, self.types = nn.Linear(wide, hidden), nn.Linear(hidden, len(TYPES))
        self.side, self.teller = nn.Linear(wide, part), nn.Linear(wide, part)
        # Signs of a side, then the part that rules give it in an act of the type (the last: they tell none), then the type.
        self.signs = nn.EmbeddingBag(PART_SIGNS + PARTS + 1 + len(TYPES) + 1, part, mode="sum", padding_idx=PART_SIGNS + PARTS + 1 + len(TYPES))
        nn.init.normal_(self.signs.weight, std=0.1)
        self.signs.weight.data[-1] = 0
        self.parts = nn.Linear(part, 2 * len(TYPES))
        self.drop = drop
        nn.init.constant_(self.types.bias, -6.0)

    def forward(self, h, valid):
        """h: batch x words x wide -> scores of words by type, of the sentence by type."""
        z = self.types(self.dropped(torch.tanh(self.hidden(h))))
        z = z.masked_fill(~valid.unsqueeze(-1), -1e4)
        return z, torch.logsumexp(z.float(), 1)

    def dropped(self, x):
        return nn.functional.dropout(x, self.drop, self.training)

    def roles(self, h, z, ask):
        """ask: rows of (sentence, type, words of the side x 8 with -1, signs). -> scores (does, receives)."""
        b, t, words, signs = ask
        tell = z[b, :, t].argmax(1)
        base = self.teller(h[b, tell]) + self.signs(signs)
        # A side named elsewhere has no word: only its signs speak.
        rows = h[b.unsqueeze(1), words.clamp(min=0)]
        named = (words >= 0)
        hid = torch.tanh(base.unsqueeze(1) + self.side(rows) * named.any(1)[:, None, None])
        s = self.parts(self.dropped(hid)).reshape(len(b), words.shape[1], len(TYPES), 2)
        s = s.gather(2, t[:, None, None, None].expand(-1, words.shape[1], 1, 2)).squeeze(2).float()
        keep = named.clone()
        keep[:, 0] |= ~named.any(1)
        return s.masked_fill(~keep.unsqueeze(-1), -1e4).amax(1)


def asks(sentences, types_of):
    """Questions about sides for Heads.roles: types_of(sentence) gives the types that are asked about."""
    b, t, words, signs = [], [], [], []
    none = PART_SIGNS + PARTS + 1 + len(TYPES)
    for k, s in enumerate(sentences):
        for kind in types_of(s):
            told = any(kind in own for own in s.own)
            for i in range(len(s.codes)):
                b.append(k)
                t.append(kind)
                w = s.words[i][:8]
                words.append(w + [-1] * (8 - len(w)))
                g = list(s.side_signs[i]) + [PART_SIGNS + (s.own[i].get(kind, 0) if told else PARTS), PART_SIGNS + PARTS + 1 + kind]
                signs.append(g[:20] + [none] * (20 - len(g)))
    if not b:
        return None
    return torch.tensor(b), torch.tensor(t), torch.tensor(words), torch.tensor(signs)


def sign_rows(sentences, longest):
    """batch x words x 8 numbers of signs, READING_SIGNS where there are no more."""
    most = max(len(s) for one in sentences for s in one.signs)
    out = np.full((len(sentences), longest, most), READING_SIGNS, np.int64)
    for k, one in enumerate(sentences):
        for i, s in enumerate(one.signs):
            out[k, i, :len(s)] = s
    return torch.from_numpy(out)


# ---------------------------------------------------------------- the teacher

class Pieces:
    def __init__(self, folder):
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        ids = self.tokenizer.encode("a").ids
        self.begin, self.end = ids[0], ids[-1]
        self.known = {}

    def of(self, text):
        return self.tokenizer.encode(text).ids[1:-1]

    def word(self, form):
        ids = self.known.get(form)
        if ids is None:
            ids = self.known[form] = self.of(form)[:6] or [100]
        return ids

    def sentence(self, s):
        """Pieces of sentence, of what stands before it and of the title; where each word begins (0: the scene)."""
        ids, first = [self.begin], [0]
        for form in s.forms[1:]:
            if len(ids) >= 130:
                break
            first.append(len(ids))
            ids += self.word(form)
        ids.append(self.end)
        ids += self.of(s.before[-400:])[-30:] + [self.end] + self.of(s.title[:200])[:18] + [self.end]
        return np.array(ids, np.int32), np.array(first, np.int32)


class Teacher(nn.Module):
    def __init__(self, folder):
        super().__init__()
        from transformers import AutoModel
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        wide = self.encoder.config.hidden_size
        self.signs = nn.EmbeddingBag(READING_SIGNS + 1, wide, mode="sum", padding_idx=READING_SIGNS)
        nn.init.zeros_(self.signs.weight)
        self.heads = Heads(wide, 256, 192)

    def forward(self, batch):
        e = self.encoder.embeddings.word_embeddings(batch["ids"])
        b, n = batch["first"].shape
        signs = self.signs(batch["signs"].reshape(b * n, -1)).reshape(b, n, -1) * batch["valid"].unsqueeze(-1)
        e = e.scatter_add(1, batch["first"].unsqueeze(-1).expand(-1, -1, e.shape[-1]), signs.to(e.dtype))
        h = self.encoder(inputs_embeds=e, attention_mask=batch["mask"]).last_hidden_state
        h = h.gather(1, batch["first"].unsqueeze(-1).expand(-1, -1, h.shape[-1]))
        return (h, *self.heads(h, batch["valid"]))


def teacher_batch(sentences, pieces):
    rows = [pieces.sentence(s) for s in sentences]
    longest, most = max(len(ids) for ids, _ in rows), max(len(first) for _, first in rows)
    ids, mask = np.zeros((len(rows), longest), np.int64), np.zeros((len(rows), longest), np.int64)
    first, valid = np.zeros((len(rows), most), np.int64), np.zeros((len(rows), most), bool)
    for k, (i, f) in enumerate(rows):
        ids[k, :len(i)], mask[k, :len(i)], first[k, :len(f)], valid[k, :len(f)] = i, 1, f, True
    signs = sign_rows(sentences, LONGEST)[:, :most]
    return dict(ids=torch.from_numpy(ids), mask=torch.from_numpy(mask), first=torch.from_numpy(first), valid=torch.from_numpy(valid), signs=signs)


def clip_words(ask, most):
    """Words beyond what was read are none."""
    b, t, words, signs = ask
    return b, t, torch.where(words < most, words, torch.full_like(words, -1)), signs


def batches_of(sentences, size, rng):
    order = list(range(len(sentences)))
    if rng:
        rng.shuffle(order)
        chunks = [sorted(order[i:i + size * 24], key=lambda k: len(sentences[k].forms) * 2 + min(len(sentences[k].before), 200) // 5) for i in range(0, len(order), size * 24)]
        out = [chunk[i:i + size] for chunk in chunks for i in range(0, len(chunk), size)]
        rng.shuffle(out)
    else:
        order.sort(key=lambda k: len(sentences[k].forms) * 2 + min(len(sentences[k].before), 200) // 5)
        out = [order[i:i + size] for i in range(0, len(order), size)]
    return [[sentences[k] for k in rows] for rows in out]


def role_targets(sentences):
    rows = [(d, r, ok) for s in sentences for _, d, r, ok in s.roles]
    if not rows:
        return None
    y = np.concatenate([np.stack([d, r], 1) for d, r, _ in rows]).astype(np.float32)
    w = np.concatenate([ok.T for _, _, ok in rows]).astype(np.float32)
    return torch.from_numpy(y), torch.from_numpy(w)


def hard_loss(heads, h, z, scores, sentences):
    y = torch.from_numpy(np.stack([s.y for s in sentences]))
    m = torch.from_numpy(np.stack([s.m for s in sentences]))
    loss = (binary_cross_entropy_with_logits(scores, y, reduction="none") * m).sum() / len(sentences)
    targets = role_targets(sentences)
    if targets is not None:
        ask = clip_words(asks(sentences, lambda s: [t for t, *_ in s.roles]), h.shape[1])
        row = binary_cross_entropy_with_logits(heads.roles(h, z.detach(), ask), targets[0], reduction="none") * targets[1]
        loss = loss + 0.7 * row.sum() / len(sentences)
    return loss


def bar(sentences, probability):
    """Type precision, recall and F1 by threshold."""
    y, m = np.stack([s.y for s in sentences]), np.stack([s.m for s in sentences])
    lines = []
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        said = probability > least
        right, wrong, all_gold = (said * y * m).sum(), (said * (1 - y) * m).sum(), (y * m).sum()
        lines.append(f"{least}: P {right / max(1, right + wrong):.3f} R {right / all_gold:.3f} F {2 * right / (right + wrong + all_gold):.3f}")
    return "  ".join(lines)


def role_bar(sentences, answers):
    """Share of gold acts whose sides are all given the right part at one half."""
    good = sum(bool((((a > 0) == np.stack([d, r], 1)) | ~ok.T).all()) for s, rows in zip(sentences, answers) for (_, d, r, ok), a in zip(s.roles, rows))
    return f"sides of {good / max(1, sum(len(s.roles) for s in sentences)):.3f} acts right"


def predict(model, make_batch, heads, sentences, size, types_of, threads_cast):
    """By sentence: scores by type, and by type asked scores of sides."""
    model.eval()
    scores, roles = {}, {}
    with torch.no_grad(), threads_cast():
        for rows in batches_of(sentences, size, None):
            h, z, s = model(make_batch(rows))
            s = s.float().numpy()
            kinds = [types_of(one, s[k]) for k, one in enumerate(rows)]
            by = {id(one): k for one, k in zip(rows, kinds)}
            ask = asks(rows, lambda one: by[id(one)])
            answers = heads.roles(h, z, clip_words(ask, h.shape[1])).float().numpy() if ask is not None else None
            at = 0
            for k, one in enumerate(rows):
                scores[one.id] = s[k]
                roles[one.id] = []
                for _ in kinds[k]:
                    roles[one.id].append(answers[at:at + len(one.codes)])
                    at += len(one.codes)
    model.train()
    return scores, roles


half = lambda: torch.autocast("cpu", dtype=torch.bfloat16)


def teach(options):
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = random.Random(options.seed)
    sentences = read_sentences(options, lambda s: s.y is not None and (s.url != "own" or rng.random() < options.own))
    print(len(sentences), "sentences,", int(sum(s.y.sum() for s in sentences)), "types told", flush=True)
    pieces = Pieces(options.encoder)
    model = Teacher(options.encoder)
    optimizer = torch.optim.AdamW([{"params": model.encoder.parameters(), "lr": options.rate}, {"params": [*model.signs.parameters(), *model.heads.parameters()], "lr": 1.5e-3}], weight_decay=0.01)
    total = int(options.rounds * len(sentences) / options.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / (0.06 * total)) * max(0.02, 1 - k / total))
    start, step, sum_loss = time.time(), 0, 0.0
    model.train()
    while step < total:
        for rows in batches_of(sentences, options.batch, rng):
            if step >= total:
                break
            with half():
                h, z, scores = model(teacher_batch(rows, pieces))
                loss = hard_loss(model.heads, h, z, scores, rows)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            sum_loss += float(loss.detach())
            if step % 50 == 0:
                print(f"{time.time() - start:6.0f} s step {step} of {total} loss {sum_loss / 50:.4f}", flush=True)
                sum_loss = 0.0
            if step % 500 == 0:
                torch.save(model.state_dict(), options.out)
    torch.save(model.state_dict(), options.out)


def gold_of(paths):
    out = {}
    for path in paths:
        with open(path) as lines:
            for d in map(json.loads, lines):
                if "url" in d:
                    out[d["url"], d["sentence"]] = d["events"]
    return out


def load_teacher(options):
    torch.set_num_threads(options.threads)
    model = Teacher(options.encoder)
    model.load_state_dict(torch.load(options.model))
    return model, Pieces(options.encoder)


def label(options):
    """Soft answers for every sentence that is asked: scores by type, and of sides for types that are at all likely."""
    model, pieces = load_teacher(options)
    rng = random.Random(options.seed)
    sentences = read_sentences(options, lambda s: s.url == "own" or s.y is not None or rng.random() < options.share)
    print(len(sentences), "sentences", flush=True)
    out = {}
    start = time.time()
    likely = lambda s, scores: [t for t in range(len(TYPES)) if (scores[t] > -2.0 or (s.y is not None and s.y[t])) and len(s.codes)]
    for at in range(0, len(sentences), 20000):
        some = sentences[at:at + 20000]
        kept = {}
        def kinds(s, scores):
            kept[s.id] = likely(s, scores)
            return kept[s.id]
        scores, roles = predict(model, lambda rows: teacher_batch(rows, pieces), model.heads, some, 64, kinds, half)
        for s in some:
            out[s.id] = (scores[s.id].astype(np.float16), [(t, r.astype(np.float16)) for t, r in zip(kept[s.id], roles[s.id])])
        print(f"{time.time() - start:6.0f} s {at + len(some)}", flush=True)
    torch.save(out, options.out)


def score(options):
    """Of each gold file by itself."""
    if options.encoder:
        model, pieces = load_teacher(options)
        make, heads, cast = (lambda rows: teacher_batch(rows, pieces)), model.heads, half
    else:
        model, vocabulary = load_student(options)
        make, heads, cast = (lambda rows: student_batch(rows, vocabulary)), model.heads, contextlib.nullcontext
    golds = {path: gold_of([path]) for path in options.of}
    wanted = set().union(*golds.values())
    options.without_documents, options.without_sentences, options.without_own = [], [], 0
    sentences = read_sentences(options, lambda s: (s.url, s.number) in wanted)
    for path, gold in golds.items():
        here = [s for s in sentences if (s.url, s.number) in gold]
        for s in here:
            s.set_events(gold[s.url, s.number])
        scores, roles = predict(model, make, heads, here, 64, lambda s, _: [t for t, *_ in s.roles], cast)
        print(path, len(here), "sentences", bar(here, 1 / (1 + np.exp(-np.stack([scores[s.id] for s in here])))))
        print(role_bar(here, [roles[s.id] for s in here]), flush=True)



# ---------------------------------------------------------------- the network that ships

def make_vocabulary(options):
    """Words worth a row, with pretrained vectors where there are some, and parts of words."""
    forms = collections.Counter()
    for s in read_sentences(options, lambda s: True):
        forms.update(f for f, masked in zip(s.forms[1:], s.masked[1:]) if not masked)
    counts = collections.Counter()
    for form, n in forms.items():
        counts[tb.normal_form(form)] += n
    with open(options.words) as source:
        data = json.load(source)
    pretrained = {}
    for word, vector in data.get("vectors", data).items():
        pretrained.setdefault(tb.normal_form(word), np.array(vector[:100], dtype=np.float32))
    words = sorted((w for w, n in counts.items() if n >= 4), key=lambda w: (-counts[w], w))[:options.most]
    vectors = np.zeros((len(words) + 1, 100), dtype=np.float32)
    for i, w in enumerate(words):
        if w in pretrained:
            vectors[i + 1] = pretrained[w]
    vectors /= vectors[np.abs(vectors).sum(1) > 0].std() + 1e-9
    parts = []
    for kind, size in AFFIXES:
        tokens = collections.Counter()
        for form, n in forms.items():
            a = affix(kind, size, form)
            if a is not None:
                tokens[a] += n
        parts.append(sorted((a for a, n in tokens.items() if n >= 20), key=lambda a: (-tokens[a], a))[:options.affixes])
    print(len(words), "words,", int((np.abs(vectors).sum(1) > 0).sum()), "with vectors;", [len(p) for p in parts], "parts")
    torch.save({"words": words, "vectors": torch.from_numpy(vectors), "affixes": parts}, options.out)


class Reader(nn.Module):
    def __init__(self, vocabulary, size=128, first=160, second=160, hidden=128, part=128, drop=0.2):
        super().__init__()
        self.sizes = dict(size=size, first=first, second=second, hidden=hidden, part=part)
        self.drop = drop
        self.register_buffer("vectors", vocabulary.vectors)
        self.project = nn.Linear(vocabulary.vectors.shape[1], size, bias=False)
        self.words = nn.Embedding(len(vocabulary.words) + 1, size, padding_idx=0)
        nn.init.zeros_(self.words.weight)
        self.affixes = nn.EmbeddingBag(vocabulary.rows, size, mode="sum", padding_idx=0)
        nn.init.normal_(self.affixes.weight, std=0.1)
        nn.init.normal_(self.project.weight, std=0.06)
        self.signs = nn.EmbeddingBag(READING_SIGNS + 1, size, mode="sum", padding_idx=READING_SIGNS)
        nn.init.normal_(self.signs.weight, std=0.2)
        self.signs.weight.data[-1] = 0
        self.first = nn.ModuleList(nn.LSTM(size, first) for _ in range(2))
        self.second = nn.ModuleList(nn.LSTM(2 * first, second) for _ in range(2))
        self.heads = Heads(2 * second, hidden, part, drop)
        start_lstms(self)

    def forward(self, batch):
        words, affixes, signs, valid = batch
        b, n = words.shape
        if self.training:
            words = words.masked_fill(torch.rand(words.shape) < 0.08, 0)
        bag = lambda table, rows: table(rows.reshape(b * n, -1)).reshape(b, n, -1)
        x = torch.tanh(self.project(self.vectors[words]) + self.words(words) + bag(self.affixes, affixes) + bag(self.signs, signs))
        x = self.dropped(x.transpose(0, 1))
        back = turned_round(valid)
        h = both_ways(self.second, self.dropped(both_ways(self.first, x, back)), back)
        h = self.dropped(h).transpose(0, 1)
        return (h, *self.heads(h, valid))

    def dropped(self, x):
        """Drops whole features of a sentence."""
        if not self.training or self.drop <= 0:
            return x
        return x * ((torch.rand(1, *x.shape[1:]) >= self.drop).float() / (1 - self.drop))

    def matrices(self):
        """Groups of matrices that are rounded with one scale an output."""
        h = self.heads
        return lstm_matrices(self) + [[layer.weight] for layer in (h.hidden, h.types, h.side, h.teller, h.parts)]


def student_batch(sentences, vocabulary):
    n = max(len(s.forms) for s in sentences)
    words, affixes = np.zeros((len(sentences), n), np.int64), np.zeros((len(sentences), n, 8), np.int64)
    valid = np.zeros((len(sentences), n), bool)
    for k, s in enumerate(sentences):
        valid[k, :len(s.forms)] = True
        for i, (form, masked) in enumerate(zip(s.forms, s.masked)):
            if form and not masked:
                words[k, i], affixes[k, i] = vocabulary.ids(form)
    return torch.from_numpy(words), torch.from_numpy(affixes), sign_rows(sentences, n), torch.from_numpy(valid)


def student_loss(model, sentences, vocabulary, trust):
    """Coded sentences: what people and the teacher say, mixed; the others: what the teacher says."""
    h, z, scores = model(student_batch(sentences, vocabulary))
    y = torch.from_numpy(np.stack([s.soft for s in sentences]))
    for k, s in enumerate(sentences):
        if s.y is not None:
            hard = torch.from_numpy(s.y)
            known = torch.from_numpy(s.m) > 0
            y[k] = torch.where(known, trust * hard + (1 - trust) * y[k], y[k])
    loss = binary_cross_entropy_with_logits(scores, y, reduction="none").sum() / len(sentences)
    told = lambda s: [t for t, *_ in s.soft_roles]
    ask = asks(sentences, told)
    if ask is not None:
        targets, weights = [], []
        for s in sentences:
            gold = {t: (np.stack([d, r], 1), ok.T) for t, d, r, ok in s.roles}
            for t, soft in s.soft_roles:
                p = soft.astype(np.float32)
                weight = np.full_like(p, s.soft[t])
                if t in gold:
                    hard, ok = gold[t]
                    p = np.where(ok, trust * hard + (1 - trust) * p, p)
                    weight = np.ones_like(p)
                targets.append(p)
                weights.append(weight)
        row = binary_cross_entropy_with_logits(model.heads.roles(h, z.detach(), ask), torch.from_numpy(np.concatenate(targets)), reduction="none")
        loss = loss + 0.7 * (row * torch.from_numpy(np.concatenate(weights))).sum() / len(sentences)
    return loss


def learn(options):
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = random.Random(options.seed)
    vocabulary = Vocabulary(options.vocabulary)
    soft = torch.load(options.labelled, weights_only=False)
    sentences = read_sentences(options, lambda s: s.id in soft)
    logistic = lambda x: 1 / (1 + np.exp(-x.astype(np.float32)))
    for s in sentences:
        scores, roles = soft[s.id]
        s.soft = logistic(scores)
        s.soft_roles = [(t, logistic(r)) for t, r in roles]
    del soft
    # Where the teacher is sure that nothing is told, little is to be learnt.
    empty = [s for s in sentences if s.y is None and s.soft.max() < 0.03]
    rest = [s for s in sentences if s.y is not None or s.soft.max() >= 0.03]
    rng.shuffle(empty)
    sentences = rest + empty[:int(len(rest) * options.empty)]
    held = [s for k, s in enumerate(sentences) if s.y is not None and s.url != "own" and k % 50 == 0]
    gone = {id(s) for s in held}
    sentences = [s for s in sentences if id(s) not in gone]
    print(len(rest), "sentences, and", len(sentences) - len(rest) + len(held), "that tell nothing;", len(held), "to watch", flush=True)
    model = Reader(vocabulary)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=False)["state"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4, fused=True)
    total = int(options.rounds * len(sentences) / options.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 300) * max(0.01, 1 - k / total))
    rounded = Rounded(model.matrices())
    start, step, sum_loss = time.time(), 0, 0.0
    model.train()
    while step < total:
        for rows in batches_of(sentences, options.batch, rng):
            if step >= total:
                break
            optimizer.zero_grad(set_to_none=True)
            with rounded if step >= options.round_from * total else contextlib.nullcontext():
                loss = student_loss(model, rows, vocabulary, options.trust)
                loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            step += 1
            sum_loss += float(loss.detach())
            if step % 100 == 0:
                print(f"{time.time() - start:6.0f} s step {step} of {total} loss {sum_loss / 100:.4f}", flush=True)
                sum_loss = 0.0
            if step % (total // options.looks) == 0 and held:
                with rounded if step >= options.round_from * total else contextlib.nullcontext():
                    scores, roles = predict(model, lambda one: student_batch(one, vocabulary), model.heads, held, 64, lambda s, _: [t for t, *_ in s.roles], contextlib.nullcontext)
                print(bar(held, 1 / (1 + np.exp(-np.stack([scores[s.id] for s in held])))))
                print(role_bar(held, [roles[s.id] for s in held]), flush=True)
    torch.save({"state": model.state_dict(), "sizes": model.sizes, "vocabulary": str(options.vocabulary)}, options.out)


def average(options):
    """The mean of two networks, the second of which went on from the first: steadier than either."""
    one, other = (torch.load(path, weights_only=False) for path in (options.one, options.other))
    for name, values in one["state"].items():
        if values.is_floating_point():
            one["state"][name] = (values + other["state"][name]) / 2
    torch.save(one, options.out)


def load_student(options):
    torch.set_num_threads(options.threads)
    saved = torch.load(options.model, weights_only=False)
    vocabulary = Vocabulary(saved["vocabulary"])
    model = Reader(vocabulary, **saved["sizes"])
    model.load_state_dict(saved["state"])
    return model, vocabulary


def export(options):
    model, vocabulary = load_student(options)
    state = {k: v.double().numpy() if v.is_floating_point() else v.numpy() for k, v in model.state_dict().items()}
    out = Writer()
    for name in ("size", "first", "second", "hidden", "part"):
        out.number(model.sizes[name])
    out.number(len(TYPES))
    write_word_tables(out, vocabulary, state)

    def signs(values):
        q, scale = quantised_rows(values, 127)
        out.number(len(values))
        out.floats(scale)
        out.int8(q)

    def matrix(name):
        write_matrix(out, state[f"heads.{name}.weight"], state[f"heads.{name}.bias"])

    signs(state["signs.weight"][:READING_SIGNS])
    write_lstms(out, state)
    for name in ("hidden", "types", "side", "teller"):
        matrix(name)
    signs(state["heads.signs.weight"][:PART_SIGNS + PARTS + 1 + len(TYPES)])
    matrix("parts")
    data = b"".join(out.parts)
    with open(options.out, "wb") as file:
        file.write(data)
    print(f"{options.out}: {len(data)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)

    def command(name, run, sentences=True):
        p = commands.add_parser(name)
        p.set_defaults(run=run)
        if sentences:
            p.add_argument("--sentences", required=True)
            p.add_argument("--without-documents", nargs="*", default=[], help="gold files: nothing is learnt from their documents")
            p.add_argument("--without-sentences", nargs="*", default=[], help="gold files: nothing is learnt from their sentences")
            p.add_argument("--without-own", type=int, default=0, metavar="N", help="every Nth of our own texts is left out")
        p.add_argument("--threads", type=int, default=2)
        p.add_argument("--seed", type=int, default=1)
        return p

    p = command("teach", teach)
    p.add_argument("out")
    p.add_argument("--encoder", required=True)
    p.add_argument("--rounds", type=float, default=2.4)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--own", type=float, default=0.4, help="share of the texts of our own that is used")
    p = command("label", label)
    p.add_argument("model")
    p.add_argument("out")
    p.add_argument("--encoder", required=True)
    p.add_argument("--share", type=float, default=1.0, help="of the sentences that nobody coded")
    p = command("words", make_vocabulary)
    p.add_argument("out")
    p.add_argument("--words", required=True, help="pretrained vectors, JSON")
    p.add_argument("--most", type=int, default=16000)
    p.add_argument("--affixes", type=int, default=1200)
    p = command("learn", learn)
    p.add_argument("out")
    p.add_argument("--vocabulary", required=True)
    p.add_argument("--labelled", required=True)
    p.add_argument("--start", help="go on from this network")
    p.add_argument("--rounds", type=float, default=10.0)
    p.add_argument("--batch", type=int, default=96)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--trust", type=float, default=0.5, help="how much people count against the teacher where both speak")
    p.add_argument("--empty", type=float, default=0.5, help="sentences that tell nothing by the teacher, for each other one")
    p.add_argument("--round-from", type=float, default=0.7, help="share of the steps after which weights are rounded as the export does")
    p.add_argument("--looks", type=int, default=5)
    p = command("average", average, sentences=False)
    p.add_argument("out")
    p.add_argument("one")
    p.add_argument("other")
    p = command("export", export, sentences=False)
    p.add_argument("model")
    p.add_argument("out")
    p = command("score", score)
    p.add_argument("model")
    p.add_argument("--of", nargs="+", required=True)
    p.add_argument("--encoder", help="it is a teacher")
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
