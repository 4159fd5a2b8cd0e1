"""The network that ships: hashed word parts, two bidirectional LSTM layers, tags, heads and relations.

student.py vectors OUT.npz --words JSON --tokens CONLLU.gz ...   : vocabulary and pretrained vectors
student.py learn OUT.pt --vocabulary NPZ --train FILE... --labelled TORCH... --dev FILE...
student.py score MODEL.pt FILE...                                : accuracy in floats
student.py export MODEL.pt OUT                                   : the bytes of the model's section "network"
Every activation that meets a weight matrix lies in [-1, 1], so that the program can hold it in 8 bits with one
scale (src/syntax/network.cpp does the same arithmetic with integers).
"""
import argparse
import collections
import contextlib
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, log_softmax

import treebank as tb
from teacher import Labels

# Rarer feature sets and lemma edits cost more time than they give: the lexicon knows most of those edits.
MOST_FEATS, MOST_EDITS = 160, 140
LARGEST_WEIGHT = 63  # kLargestWeight of src/syntax/kernels.h

AFFIXES = (("prefix", 1), ("prefix", 2), ("prefix", 3), ("suffix", 1), ("suffix", 2), ("suffix", 3), ("suffix", 4), ("shape", 0))


def affix(kind, size, form):
    """Part of a form, as bytes; None where the form is shorter."""
    if kind == "shape":
        return tb.shape(form).encode()
    data = tb.normal_form(form).encode()
    if len(data) < size:
        return None
    return data[:size] if kind == "prefix" else data[-size:]


# ---------------------------------------------------------------- vocabulary

def make_vocabulary(options):
    """Words worth a row: in the treebanks twice, in the texts `--at-least` times, or early in the pretrained list."""
    counts, gold = collections.Counter(), collections.Counter()
    forms = collections.Counter()
    for path in options.tokens:
        with tb.open_text(path) as lines:
            for line in lines:
                if line[:1].isdigit():
                    form = line.split("\t", 2)[1]
                    forms[form] += 1
    for path in options.train:
        for s in tb.read_conllu(path):
            for f in s.forms:
                gold[tb.normal_form(f)] += 1
                forms[f] += 1
    for form, n in forms.items():
        counts[tb.normal_form(form)] += n
    with open(options.words) as source:
        data = json.load(source)
    table = data.get("vectors", data)
    pretrained = {}
    for word, vector in table.items():
        pretrained.setdefault(tb.normal_form(word), np.array(vector[:options.size], dtype=np.float32))
    first = set(list(pretrained)[:options.first])
    chosen = [w for w in set(counts) | first
              if gold[w] >= 2 or counts[w] >= options.at_least or (w in pretrained and (counts[w] >= 3 or w in first))]
    chosen.sort(key=lambda w: (-counts[w], w))
    chosen = chosen[:options.most]
    vectors = np.zeros((len(chosen) + 1, options.size), dtype=np.float32)
    for i, w in enumerate(chosen):
        if w in pretrained:
            vectors[i + 1] = pretrained[w]
    vectors /= vectors[np.abs(vectors).sum(1) > 0].std() + 1e-9
    parts = []
    for kind, size in AFFIXES:
        types, tokens = collections.Counter(), collections.Counter()
        for form, n in forms.items():
            a = affix(kind, size, form)
            if a is not None:
                types[a] += 1
                tokens[a] += n
        keep = [a for a in types if types[a] >= 3 and tokens[a] >= 20]
        keep.sort(key=lambda a: (-tokens[a], a))
        parts.append(keep[:options.affixes])
    print(len(chosen), "words,", int((np.abs(vectors).sum(1) > 0).sum()), "with vectors;", [len(p) for p in parts], "affixes")
    torch.save({"words": chosen, "vectors": torch.from_numpy(vectors), "affixes": parts}, options.out)


class Vocabulary:
    def __init__(self, path):
        saved = torch.load(path, weights_only=False)
        self.words, self.vectors, self.affixes = saved["words"], saved["vectors"], saved["affixes"]
        self.word_id = {w: i + 1 for i, w in enumerate(self.words)}
        self.affix_id = []
        base = 1
        for part in self.affixes:
            self.affix_id.append({a: base + i for i, a in enumerate(part)})
            base += len(part)
        self.rows = base
        self.known = {}

    def ids(self, form):
        """Row of the word, rows of its parts; 0 = none."""
        found = self.known.get(form)
        if found is None:
            parts = [table.get(affix(kind, size, form), 0) for (kind, size), table in zip(AFFIXES, self.affix_id)]
            found = self.known[form] = (self.word_id.get(tb.normal_form(form), 0), parts)
        return found


# ---------------------------------------------------------------- network

def dropout(x, p, train, along=0):
    """Drops whole features of a sentence (one mask along dimension `along`): better for LSTMs, and cheap to draw."""
    if not train or p <= 0:
        return x
    shape = list(x.shape)
    shape[along] = 1
    return x * ((torch.rand(shape) >= p).float() / (1 - p))


def start_lstms(model):
    for lstm in (*model.first, *model.second):
        for name, p in lstm.named_parameters():
            if "weight_hh" in name:
                for gate in p.chunk(4):
                    nn.init.orthogonal_(gate)
            if "bias" in name:
                nn.init.zeros_(p)
                p.data[p.shape[0] // 4:p.shape[0] // 2] = 0.5


def turned_round(valid):
    """Where each word stands when its sentence is turned round; valid: batch x words. -> time x batch"""
    lengths = valid.sum(1)
    t = torch.arange(valid.shape[1]).unsqueeze(1)
    return torch.where(t < lengths, lengths - 1 - t, t)


def both_ways(lstms, x, back):
    """x: time x batch x size; back: as turned_round has it."""
    turn = lambda t: t.gather(0, back.unsqueeze(-1).expand(-1, -1, t.shape[-1]))
    return torch.cat([lstms[0](x)[0], turn(lstms[1](turn(x))[0])], -1)


def lstm_matrices(model):
    return [[lstm.weight_ih_l0, lstm.weight_hh_l0] for lstm in (*model.first, *model.second)]


class Student(nn.Module):
    def __init__(self, vocabulary, labels, size=128, first=128, second=144, arc=128, rel=128, tag=128):
        super().__init__()
        self.sizes = dict(size=size, first=first, second=second, arc=arc, rel=rel, tag=tag)
        self.register_buffer("vectors", vocabulary.vectors)
        self.project = nn.Linear(vocabulary.vectors.shape[1], size, bias=False)
        self.words = nn.Embedding(len(vocabulary.words) + 1, size, padding_idx=0)
        nn.init.zeros_(self.words.weight)
        self.affixes = nn.EmbeddingBag(vocabulary.rows, size, mode="sum", padding_idx=0)
        nn.init.normal_(self.affixes.weight, std=0.15)
        nn.init.normal_(self.project.weight, std=0.06)
        # Two layers of two directions each. Not packed sequences: their backward pass clears a whole batch a step.
        self.first = nn.ModuleList(nn.LSTM(size, first) for _ in range(2))
        self.second = nn.ModuleList(nn.LSTM(2 * first, second) for _ in range(2))
        wide = 2 * second
        self.arc_dep, self.arc_head = nn.Linear(wide, arc), nn.Linear(wide, arc)
        self.root = nn.Parameter(torch.zeros(wide))
        self.arc_scale = nn.Parameter(torch.tensor(1.0))
        self.rel_dep, self.rel_head = nn.Linear(wide, rel), nn.Linear(wide, rel, bias=False)
        self.rel = nn.Linear(rel, len(tb.DEPRELS))
        self.tag_hidden = nn.Linear(2 * first + wide, tag)
        self.tags = nn.ModuleList(nn.Linear(tag, n) for n in (len(tb.UPOS), len(labels.xpos), len(labels.feats), len(labels.edits)))
        start_lstms(self)

    def forward(self, words, affixes, valid, drop=0.0, word_drop=0.0):
        """words: batch x words, affixes: batch x words x 8 (rows of the tables, 0 = none), valid: batch x words."""
        train = self.training
        b, n = words.shape
        if train and word_drop:
            words = words.masked_fill(torch.rand(words.shape) < word_drop, 0)
        x = self.project(self.vectors[words]) + self.words(words) + self.affixes(affixes.reshape(b * n, -1)).reshape(b, n, -1)
        x = dropout(torch.tanh(x), drop * 0.7, train, 1).transpose(0, 1)
        back = turned_round(valid)
        h1 = both_ways(self.first, x, back)
        h2 = both_ways(self.second, dropout(h1, drop, train), back)
        h2d = dropout(h2, drop, train).transpose(0, 1)
        tag = torch.tanh(self.tag_hidden(dropout(torch.cat([h1, h2], 2), drop, train).transpose(0, 1)[valid]))
        tag = dropout(tag, drop, train)  # words of a batch drop the same
        tags = [layer(tag) for layer in self.tags]
        wide = torch.cat([self.root.tanh().expand(b, 1, -1), h2d], 1)
        deps = torch.tanh(self.arc_dep(h2d))
        heads = torch.tanh(self.arc_head(wide))
        if train and drop:
            deps = deps * ((torch.rand(deps.shape[2]) >= drop * 0.5).float() / (1 - drop * 0.5))
        arcs = self.arc_scale * (deps @ heads.transpose(1, 2))
        ok = torch.cat([torch.ones(b, 1, dtype=torch.bool), valid], 1)
        diagonal = torch.cat([torch.zeros(n, 1, dtype=torch.bool), torch.eye(n, dtype=torch.bool)], 1)
        arcs = arcs.masked_fill(~ok.unsqueeze(1) | diagonal, -1e4)
        return arcs, (self.rel_dep(h2d), self.rel_head(wide)), tags

    def relations(self, parts, heads, drop=0.0):
        """heads: batch x words, 0 = root."""
        above = parts[1].gather(1, heads.unsqueeze(-1).expand(-1, -1, parts[1].shape[-1]))
        return self.rel(dropout(torch.tanh(parts[0] + above), drop, self.training, 1))


# ---------------------------------------------------------------- data

class Data:
    """Sentences as arrays: word and affix rows, soft heads (words x 3), soft relations (words x 3), tags (words x 4)."""

    def __init__(self):
        self.forms, self.heads, self.heads_p, self.rels, self.rels_p, self.tags, self.tags_p = [], [], [], [], [], [], []

    def add_gold(self, sentences, labels):
        for s in sentences:
            n = len(s)
            t = labels.targets(s).numpy()
            self.forms.append(s.forms)
            self.heads.append(np.pad(t[4][:, None], ((0, 0), (0, 2))).astype(np.uint8))
            self.heads_p.append(np.tile(np.array([1, 0, 0], np.float16), (n, 1)))
            self.rels.append(np.pad(t[5][:, None], ((0, 0), (0, 2))).astype(np.uint8))
            self.rels_p.append(np.tile(np.array([1, 0, 0], np.float16), (n, 1)))
            self.tags.append(t[:4].T.astype(np.int16))
            self.tags_p.append(np.ones((n, 4), np.float16))

    def add_labelled(self, records, labels, conventions):
        settled = {}

        def feats_id(form, tags):
            key = (form, *map(int, tags[:3]))
            if key not in settled:
                feats = conventions.feats(form, tb.UPOS[key[1]], labels.xpos[key[2]], labels.all_feats[key[3]])
                settled[key] = labels.feats_id.get(feats, -100)
            return settled[key]

        for r in records:
            n = len(r["forms"])
            if r["heads"].shape[1] < 3:
                continue
            self.forms.append(r["forms"])
            # A short sentence has fewer heads than were asked for: the rest lie beyond its end, with no weight.
            heads, p = r["heads"].numpy(), r["heads_p"].float().numpy()
            self.heads.append(np.where(heads <= n, heads, 0))
            p = np.where(heads <= n, p, 0)
            self.heads_p.append((p / p.sum(1, keepdims=True)).astype(np.float16))
            self.rels.append(r["rels"].numpy())
            p = r["rels_p"].float().numpy()
            self.rels_p.append((p / p.sum(1, keepdims=True)).astype(np.float16))
            tags = r["tags"].numpy().copy()
            tags[:, 2] = [feats_id(form, row) for form, row in zip(r["forms"], tags)]
            tags[tags[:, 3] >= MOST_EDITS, 3] = -100
            self.tags.append(tags)
            self.tags_p.append(np.where(tags < 0, 0, r["tags_p"].numpy()).astype(np.float16))

    def batches(self, size, rng, subset=None):
        rows = list(subset if subset is not None else range(len(self.forms)))
        rows.sort(key=lambda i: len(self.forms[i]) + (rng.random() * 3 if rng else 0))
        out, row, words = [], [], 0
        for i in rows:
            row.append(i)
            words += len(self.forms[i])
            if words >= size:
                out.append(row)
                row, words = [], 0
        if row:
            out.append(row)
        if rng:
            rng.shuffle(out)
        return out


def cased(forms, rng):
    """A sentence as it is, or in capitals, or in Headline Case: the network must read all three."""
    roll = rng.random()
    if roll < 0.02:
        return [f.upper() for f in forms]
    if roll < 0.04:
        return [f if len(f) < 4 and f.islower() else f[:1].upper() + f[1:] for f in forms]
    return forms


def collate(data, rows, vocabulary, rng=None):
    forms = [cased(data.forms[i], rng) if rng else data.forms[i] for i in rows]
    b, n = len(rows), max(map(len, forms))
    words = np.zeros((b, n), np.int64)
    affixes = np.zeros((b, n, len(AFFIXES)), np.int64)
    valid = np.zeros((b, n), bool)
    for k, sentence in enumerate(forms):
        ids = [vocabulary.ids(f) for f in sentence]
        words[k, :len(sentence)] = [w for w, _ in ids]
        affixes[k, :len(sentence)] = [a for _, a in ids]
        valid[k, :len(sentence)] = True

    def stack(column, width, fill, dtype):
        out = np.full((b, n, width), fill, dtype)
        for k, i in enumerate(rows):
            out[k, :len(column[i])] = column[i]
        return torch.from_numpy(out)

    targets = dict(heads=stack(data.heads, 3, 0, np.int64), heads_p=stack(data.heads_p, 3, 0, np.float32),
                   rels=stack(data.rels, 3, 0, np.int64), rels_p=stack(data.rels_p, 3, 0, np.float32),
                   tags=stack(data.tags, 4, -100, np.int64), tags_p=stack(data.tags_p, 4, 0, np.float32))
    return torch.from_numpy(words), torch.from_numpy(affixes), torch.from_numpy(valid), targets


def soft_loss(scores, ids, p):
    """Cross-entropy against a few likely classes; words of no weight fall out."""
    chosen = log_softmax(scores, -1).gather(-1, ids)
    return -(chosen * p).sum() / p.sum()


def loss_of(model, batch, drop, word_drop):
    words, affixes, valid, t = batch
    arcs, parts, tags = model(words, affixes, valid, drop, word_drop)
    loss = soft_loss(arcs, t["heads"], t["heads_p"]) + soft_loss(model.relations(parts, t["heads"][..., 0], drop), t["rels"], t["rels_p"])
    for k, weight in enumerate((0.5, 0.2, 0.5, 0.3)):
        target, p = t["tags"][..., k][valid], t["tags_p"][..., k][valid]
        row = cross_entropy(tags[k], target, ignore_index=-100, reduction="none")
        loss = loss + weight * (row * p).sum() / p.sum().clamp(min=1)
    return loss


MAIN = torch.tensor([tb.DEPREL_ID.get(d.split(":")[0], 0) for d in tb.DEPRELS])


def evaluate(model, data, vocabulary):
    """Per cent right of UPOS, XPOS, FEATS, edits, heads, heads with main relation; greedy heads."""
    model.eval()
    right = collections.Counter()
    total = 0
    with torch.no_grad():
        for rows in data.batches(6000, None):
            words, affixes, valid, t = collate(data, rows, vocabulary)
            arcs, parts, tags = model(words, affixes, valid)
            heads = arcs.argmax(-1)
            rels = MAIN[model.relations(parts, heads).argmax(-1)]
            total += int(valid.sum())
            for k, name in enumerate(("upos", "xpos", "feats", "edit")):
                right[name] += int((tags[k].argmax(-1) == t["tags"][..., k][valid]).sum())
            arc = (heads == t["heads"][..., 0]) & valid
            right["uas"] += int(arc.sum())
            right["las"] += int((arc & (rels == MAIN[t["rels"][..., 0]])).sum())
    return {k: round(100 * v / total, 2) for k, v in right.items()}


class Rounded:
    """While it is entered, the matrices hold what the export will keep of them; gradients found there change the
    full weights (straight-through estimate). Matrices of a group share the scale of each output."""

    def __init__(self, groups):
        self.groups = groups

    def __enter__(self):
        self.kept = [[w.detach().clone() for w in group] for group in self.groups]
        with torch.no_grad():
            for group in self.groups:
                scale = torch.stack([w.abs().amax(1) for w in group]).amax(0).clamp(min=1e-9).unsqueeze(1) / LARGEST_WEIGHT
                for w in group:
                    w.copy_((w / scale).round() * scale)

    def __exit__(self, *_):
        with torch.no_grad():
            for group, kept in zip(self.groups, self.kept):
                for w, full in zip(group, kept):
                    w.copy_(full)


def rounded_weights(model):
    layers = [model.arc_dep, model.arc_head, model.rel_dep, model.rel_head, model.rel, model.tag_hidden, *model.tags]
    return Rounded(lstm_matrices(model) + [[layer.weight] for layer in layers])


def save(model, labels, options):
    torch.save({"state": model.state_dict(), "sizes": model.sizes, "vocabulary": str(options.vocabulary), "xpos": labels.xpos,
                "feats": labels.feats, "edits": labels.edits}, options.out)


def learn(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    vocabulary = Vocabulary(options.vocabulary)
    treebanks = [[s for s in tb.read_conllu(path) if len(s) <= 120] for path in options.train]
    conventions = tb.Conventions(treebanks[0])
    for sentences in treebanks[1:]:
        conventions.apply(sentences)
    gold_sentences = [s for sentences in treebanks for s in sentences]
    if options.labels:
        saved = torch.load(options.labels, weights_only=False, map_location="cpu")
        labels = Labels([])
        labels.xpos, labels.feats, labels.edits = saved["xpos"], saved["feats"], saved["edits"]
        del saved
    else:
        labels = Labels(gold_sentences)
    labels.all_feats = labels.feats
    labels.feats, labels.edits = labels.feats[:MOST_FEATS], labels.edits[:MOST_EDITS]  # both are sorted by frequency
    labels.index()
    gold, soft = Data(), Data()
    gold.add_gold(gold_sentences, labels)
    for path in options.labelled:
        soft.add_labelled(torch.load(path, weights_only=False), labels, conventions)
    dev = {}
    for path in options.dev:
        dev[Path(path).name] = Data()
        dev[Path(path).name].add_gold(tb.read_conllu(path), labels)
    model = Student(vocabulary, labels)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=False)["state"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-5, fused=True)
    gold_words = sum(map(len, gold.forms))
    soft_words = sum(map(len, soft.forms))
    steps = int(options.rounds * (gold_words + gold_words * options.ratio * (soft_words > 0)) / options.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 300) * max(0.01, 1 - k / steps))
    print(f"{gold_words} gold words, {soft_words} labelled words, {steps} steps", flush=True)
    start = time.time()
    soft_order, soft_at = list(range(len(soft.forms))), 0
    rng.shuffle(soft_order)
    rounded, step = rounded_weights(model), 0
    for epoch in range(options.rounds):
        model.train()
        work = [(gold, rows) for rows in gold.batches(options.batch, rng)]
        wanted = gold_words * options.ratio
        subset = []
        while soft_words and wanted > 0:
            if soft_at == len(soft_order):
                soft_at = 0
                rng.shuffle(soft_order)
            subset.append(soft_order[soft_at])
            wanted -= len(soft.forms[soft_order[soft_at]])
            soft_at += 1
        work += [(soft, rows) for rows in soft.batches(options.batch, rng, subset)] if subset else []
        rng.shuffle(work)
        words = 0
        total = 0.0
        for data, rows in work:
            batch = collate(data, rows, vocabulary, rng)
            optimizer.zero_grad(set_to_none=True)
            with rounded if step >= options.round_from * steps else contextlib.nullcontext():
                loss = loss_of(model, batch, options.drop, options.word_drop)
                loss.backward()
            step += 1
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            words += int(batch[2].sum())
            total += float(loss.detach())
        line = f"{time.time() - start:6.0f} s round {epoch} {words} words loss {total / len(work):.3f} scale {float(model.arc_scale.detach()):.2f}"
        if epoch % options.every == options.every - 1 or epoch == options.rounds - 1:
            with rounded if step >= options.round_from * steps else contextlib.nullcontext():
                line += "".join(f"\n    {name} {evaluate(model, data, vocabulary)}" for name, data in dev.items())
            save(model, labels, options)
        print(line, flush=True)


def score(options):
    """Accuracy in floats, with full and with rounded weights: what the program's integers are compared with."""
    saved = torch.load(options.model, weights_only=False)
    labels = Labels([])
    labels.xpos, labels.feats, labels.edits = saved["xpos"], saved["feats"], saved["edits"]
    labels.index()
    vocabulary = Vocabulary(options.vocabulary or saved["vocabulary"])
    model = Student(vocabulary, labels, **saved["sizes"])
    model.load_state_dict(saved["state"])
    for path in options.test:
        data = Data()
        data.add_gold(tb.read_conllu(path), labels)
        print(Path(path).name, "full weights", evaluate(model, data, vocabulary))
        with rounded_weights(model):
            print(Path(path).name, "rounded weights", evaluate(model, data, vocabulary))


# ---------------------------------------------------------------- export

class Writer:
    """The byte formats of src/model/linear.h (docs/model-format.md)."""

    def __init__(self):
        self.parts = []

    def number(self, value):
        out = bytearray()
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        self.parts.append(bytes(out + bytes([value])))

    def string(self, value):
        data = value if isinstance(value, bytes) else value.encode()
        self.number(len(data))
        self.parts.append(data)

    def floats(self, values):
        self.parts.append(np.asarray(values, dtype="<f4").tobytes())

    def int8(self, values):
        self.parts.append(np.asarray(values, dtype=np.int8).tobytes())


def quantised_rows(matrix, largest):
    """Integer rows in [-largest, largest] and one scale a row."""
    scale = np.abs(matrix).max(1) / largest
    scale[scale == 0] = 1
    return np.clip(np.rint(matrix / scale[:, None]), -largest, largest), scale


def write_matrix(out, weight, bias):
    q, scale = quantised_rows(weight, LARGEST_WEIGHT)
    out.number(weight.shape[0])
    out.number(weight.shape[1])
    out.floats(scale / 127)  # inputs are activations: n stands for n / 127
    out.floats(bias)
    out.int8(q)


def write_table(out, keys, values):
    q, scale = quantised_rows(values, 127)
    out.number(len(keys))
    for key in keys:
        out.string(key)
    out.floats(scale)
    out.int8(q)


def write_word_tables(out, vocabulary, state):
    words = state["vectors"] @ state["project.weight"].T + state["words.weight"]
    write_table(out, vocabulary.words, words[1:])
    base = 1
    for part in vocabulary.affixes:
        write_table(out, part, state["affixes.weight"][base:base + len(part)])
        base += len(part)


def write_lstms(out, state):
    for layer in ("first", "second"):
        for direction in range(2):
            part = lambda name: state[f"{layer}.{direction}.{name}_l0"]
            w = np.concatenate([part("weight_ih"), part("weight_hh")], 1)
            b = part("bias_ih") + part("bias_hh")
            units = w.shape[0] // 4
            # Input, forget, cell and output gate of 16 units after each other.
            order = [gate * units + block + i for block in range(0, units, 16) for gate in range(4) for i in range(16)]
            write_matrix(out, w[order], b[order])


def export(options):
    saved = torch.load(options.model, weights_only=False)
    vocabulary = Vocabulary(options.vocabulary or saved["vocabulary"])
    state = {k: v.double().numpy() if v.is_floating_point() else v.numpy() for k, v in saved["state"].items()}
    sizes = saved["sizes"]
    out = Writer()
    for name in ("size", "first", "second", "arc", "rel", "tag"):
        out.number(sizes[name])
    out.number(len(tb.UPOS))
    out.number(len(tb.DEPRELS))
    for column in ("xpos", "feats"):
        out.number(len(saved[column]))
        for label in saved[column]:
            out.string(label)
    out.number(len(saved["edits"]))
    for keep, strip, append in saved["edits"]:
        out.number(int(keep))
        out.number(strip)
        out.string(append)
    write_word_tables(out, vocabulary, state)
    write_lstms(out, state)
    out.int8(np.rint(np.tanh(state["root"]) * 127))
    join = lambda *names: (np.concatenate([state[n + ".weight"] for n in names]),
                           np.concatenate([state.get(n + ".bias", np.zeros(len(state[n + ".weight"]))) for n in names]))
    write_matrix(out, *join("arc_dep", "arc_head"))
    write_matrix(out, *join("rel_dep", "rel_head"))
    write_matrix(out, *join("rel"))
    write_matrix(out, *join("tag_hidden"))
    write_matrix(out, *join("tags.0", "tags.1", "tags.2", "tags.3"))
    data = b"".join(out.parts)
    Path(options.out).write_bytes(data)
    print(f"{options.out}: {len(data)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    p = commands.add_parser("vectors")
    p.add_argument("out")
    p.add_argument("--words", required=True)
    p.add_argument("--tokens", nargs="+", required=True)
    p.add_argument("--train", nargs="+", required=True)
    p.add_argument("--size", type=int, default=100)
    p.add_argument("--at-least", type=int, default=6)
    p.add_argument("--first", type=int, default=20000)
    p.add_argument("--most", type=int, default=45000)
    p.add_argument("--affixes", type=int, default=3500)
    p.set_defaults(run=make_vocabulary)
    p = commands.add_parser("learn")
    p.add_argument("out")
    p.add_argument("--vocabulary", required=True)
    p.add_argument("--labels", help="take the label sets of this teacher")
    p.add_argument("--train", nargs="+", required=True, help="the first is the one whose conventions count")
    p.add_argument("--labelled", nargs="*", default=[])
    p.add_argument("--dev", nargs="*", default=[])
    p.add_argument("--start")
    p.add_argument("--rounds", type=int, default=20)
    p.add_argument("--ratio", type=float, default=2.0, help="labelled words a gold word")
    p.add_argument("--batch", type=int, default=3000)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--drop", type=float, default=0.2)
    p.add_argument("--word-drop", type=float, default=0.12)
    p.add_argument("--round-from", type=float, default=0.7, help="share of the steps after which weights are rounded as the export does")
    p.add_argument("--every", type=int, default=2)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.set_defaults(run=learn)
    p = commands.add_parser("score")
    p.add_argument("model")
    p.add_argument("test", nargs="+")
    p.add_argument("--vocabulary")
    p.set_defaults(run=score)
    p = commands.add_parser("export")
    p.add_argument("model")
    p.add_argument("out")
    p.add_argument("--vocabulary")
    p.set_defaults(run=export)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
