"""The network that reads acts off a sentence, and its slow teachers. Sentences come from `entente-learn-acts --export`.

acts.py teach OUT.pt --sentences NDJSON --encoder FOLDER            : fine-tunes a pretrained transformer on the coded sentences
acts.py label OUT.pt TEACHER.pt... --sentences NDJSON               : what teachers say of all sentences, the mean of what they say
acts.py vary OUT.ndjson --sentences NDJSON --where LABELS --vocabulary PT : the sentences that tell something, with other words in them
acts.py words OUT.pt --sentences NDJSON --words JSON                : vocabulary and pretrained vectors
acts.py learn OUT.pt --sentences NDJSON... --vocabulary PT --labelled PT... : the network that ships
acts.py score MODEL.pt --sentences NDJSON --of GOLD...              : precision and recall of types by threshold, in floats
acts.py average OUT.pt MODEL.pt MODEL.pt                            : the mean of two that have a beginning in common
acts.py export MODEL.pt OUT                                         : the bytes of the model's section "network"
Both give each word a score for each type of act; a sentence tells an act as likely as its words together say
(log-sum-exp), and its strongest word is the one that tells. Who has a part: a hidden layer over the word that names a side
and the word that tells. Activations lie in [-1, 1], as in student.py; src/coding/act_network.cpp does the same with integers.
All sentences lie on the device as flat arrays, and a batch is gathered there: --device cuda is some hundred times as fast
as two cores.
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
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

import treebank as tb
from student import AFFIXES, Rounded, Vocabulary, Writer, affix, both_ways, lstm_matrices, quantised_rows, start_lstms, turned_round, write_lstms, write_matrix, write_word_tables

TYPES = sorted("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split())  # as the program numbers them
TYPE_ID = {t: i for i, t in enumerate(TYPES)}
# As in src/coding/coding.h and reading.cpp.
READING_SIGNS, PART_SIGNS, PARTS = 240, 32, 4
LONGEST = 100  # words; of longer sentences the rest is not read
NOTHING = -3.3  # log odds; below, a sentence tells nothing of the type
OTHERS = range(6, 12)  # signs of those named who do not write
RULES, RULES_END = 80, 148  # signs of what the rules made of a word
# Columns of the arrays below; what is beyond them is left out.
WORD_SIGNS, SCENE_SIGNS, SIDES, SIDE_WORDS, SIDE_SIGNS = 12, 32, 24, 8, 18
NO_SIDE_SIGN = PART_SIGNS + PARTS + 1 + len(TYPES)


def put(values):
    """A numpy array as a tensor on the device."""
    return torch.from_numpy(np.ascontiguousarray(values)).to(torch.get_default_device())


def spread(counts, starts):
    """Rows start, start + 1, ... of each range. -> (which range, which row)"""
    owner = torch.repeat_interleave(torch.arange(len(counts)), counts)
    return owner, starts[owner] + torch.arange(len(owner)) - (torch.cumsum(counts, 0) - counts)[owner]


# ---------------------------------------------------------------- sentences

def exported(paths):
    """(sentence as the program wrote it, url, number) for each line of the files."""
    for path in paths:
        with open(path) as lines:
            for d in map(json.loads, lines):
                url, number = d["id"].rsplit("#", 1)
                yield d, url, int(number)


def telling(labels):
    """(url, number) of sentences that tell anything by what `label` wrote."""
    return {tuple(name) for name, most in zip(labels["names"], labels["scores"].float().amax(1)) if most > NOTHING}


def events_of(events, codes):
    """What coded events say of a sentence: types told, types that count (others are open), and by type told who does, who
    receives and of whom that is sure."""
    y, known = np.zeros(len(TYPES), np.float32), np.ones(len(TYPES), np.float32)
    open_types, does, receives, sure = set(), {}, {}, {}
    for e in events:
        t = TYPE_ID[e["event"].split(".")[0]]
        alts = [{**e, **a} for a in e.get("alt", [])]
        open_types |= {TYPE_ID[a["event"].split(".")[0]] for a in alts}
        if e.get("optional"):
            open_types.add(t)
            continue
        y[t] = 1
        if "actor" not in e or "recipient" not in e:
            continue
        part = lambda key, event: np.array([bool(c) and c <= set(event[key]) for c in codes], bool)
        a, r = part("actor", e), part("recipient", e)
        ok = np.ones((2, len(codes)), bool)
        for other in alts:
            if other["event"] == e["event"]:
                ok[0] &= part("actor", other) == a
                ok[1] &= part("recipient", other) == r
        does[t] = does.get(t, False) | a
        receives[t] = receives.get(t, False) | r
        sure[t] = sure.get(t, True) & ok
    for t in open_types:
        if y[t] == 0:
            known[t] = 0
    return y, known, [(t, np.stack([does[t], receives[t]], 1), sure[t].T) for t in sorted(does) if codes]


class Answers:
    """Of pairs of sentence and type, in the order of sentences: one row of (does, receives) for each side."""

    def __init__(self, of_sentences, sides, width=2):
        """of_sentences: for each sentence [(type, values, weights)]; sides: numbers of sides."""
        pairs = [(k, t, v, w) for k, rows in enumerate(of_sentences) for t, v, w in rows]
        self.count = put(np.array([len(rows) for rows in of_sentences], np.int64))
        self.start = torch.cumsum(self.count, 0) - self.count
        self.type = put(np.array([t for _, t, _, _ in pairs], np.int64))
        sizes = np.array([sides[k] for k, *_ in pairs], np.int64)
        self.size, self.first = put(sizes), put(np.cumsum(sizes) - sizes)
        join = lambda rows: put(np.concatenate([r.astype(np.float32) for r in rows])) if rows else torch.zeros(0, width)
        self.values, self.weights = join([v for *_, v, _ in pairs]), join([w for *_, w in pairs])

    def of(self, rows):
        """rows: sentences of a batch. -> (row of the batch, type, row of self.values)"""
        b, pair = spread(self.count[rows], self.start[rows])
        _, value = spread(self.size[pair], self.first[pair])
        return b, self.type[pair], value, pair


class Texts:
    """Sentences as flat arrays on the device."""

    def __init__(self, options, wanted):
        """wanted(url, number, events) says whether a sentence is kept; events: None where nobody coded it."""
        whole, single = set(), set()
        for path in options.without_documents:
            with open(path) as lines:
                whole |= {json.loads(line)["url"] for line in lines}
        for path in options.without_sentences:
            with open(path) as lines:
                single |= {(d["url"], d["sentence"]) for d in map(json.loads, lines)}
        self.names, self.form_list, form_ids = [], [], {}
        self.context, self.forms_of = [], []
        forms, masked, signs, scene, n = [], [], [], [], []
        side_count, side_words, side_signs, side_own, told, codes_of, coded, events = [], [], [], [], [], [], [], []
        for d, url, number in exported(options.sentences):
            if url in whole or (url, number) in single or len(d["forms"]) < 4 or not wanted(url, number, d.get("events")):
                continue
            if url == "own" and options.without_own and number % options.without_own == options.without_own - 1:
                continue
            words = d["signs"][:LONGEST]
            # The program asks of no sentence where no rule matches and nobody but the writer is named.
            if not any(s in OTHERS or RULES <= s < RULES_END for word in words[1:] for s in word):
                continue
            self.names.append((url, number))
            self.context.append((d.get("title", ""), d.get("before", "")))
            ids = [form_ids.setdefault(f, len(form_ids)) for f in d["forms"][:LONGEST]]
            self.forms_of.append(ids)
            n.append(len(ids))
            forms += ids
            masked += d["masked"][:LONGEST]
            scene.append((words[0] + [READING_SIGNS] * SCENE_SIGNS)[:SCENE_SIGNS])
            signs.append([READING_SIGNS] * WORD_SIGNS)
            signs += [(w + [READING_SIGNS] * WORD_SIGNS)[:WORD_SIGNS] for w in words[1:]]
            sides = d["sides"][:SIDES]
            codes = [frozenset(s["codes"]) for s in sides]
            side_count.append(len(sides))
            tells = np.zeros(len(TYPES), bool)
            for s in sides:
                side_words.append(([w for w in s["words"] if w < LONGEST][:SIDE_WORDS] + [-1] * SIDE_WORDS)[:SIDE_WORDS])
                side_signs.append((s["signs"] + [NO_SIDE_SIGN] * SIDE_SIGNS)[:SIDE_SIGNS])
                own = [0] * len(TYPES)
                for t, p in s["own"]:
                    own[t], tells[t] = p, True
                side_own.append(own)
            told.append(tells)
            coded.append("events" in d)
            codes_of.append(codes)
            events.append(d.get("events", []))
        self.form_list = list(form_ids)
        self.length = np.array(n)
        self.n = put(np.array(n, np.int64))
        self.start = torch.cumsum(self.n, 0) - self.n
        self.form, self.masked = put(np.array(forms, np.int64)), put(np.array(masked, bool))
        self.signs, self.scene = put(np.array(signs, np.uint8)), put(np.array(scene, np.uint8))
        self.sides = np.array(side_count, np.int64)
        self.side_count = put(self.sides)
        self.side_start = torch.cumsum(self.side_count, 0) - self.side_count
        shape = lambda rows, width, kind: put(np.array(rows, kind).reshape(-1, width))
        self.side_words, self.side_signs, self.side_own = shape(side_words, SIDE_WORDS, np.int64), shape(side_signs, SIDE_SIGNS, np.int64), shape(side_own, len(TYPES), np.int64)
        self.told = put(np.array(told, bool))
        self.codes_of = codes_of
        self.coded = np.array(coded)
        self.set_events(events)

    def __len__(self):
        return len(self.names)

    def set_events(self, events):
        said = [events_of(e, codes) for e, codes in zip(events, self.codes_of)]
        self.y_, self.known_ = np.stack([y for y, _, _ in said]), np.stack([m for _, m, _ in said])
        self.y, self.known = put(self.y_), put(self.known_)
        self.gold = Answers([roles for *_, roles in said], self.sides)

    def words(self, rows, longest):
        """rows: sentences; longest: words of the longest. -> (rows of the arrays of words, valid), batch x words"""
        at = torch.arange(longest)
        valid = at < self.n[rows].unsqueeze(1)
        return self.start[rows].unsqueeze(1) + torch.where(valid, at, 0), valid

    def asks(self, b, sentence, types, read):
        """Questions about all sides of pairs (row of the batch, sentence, type) for Heads.roles; read: words that were read."""
        pair, side = spread(self.side_count[sentence], self.side_start[sentence])
        t = types[pair]
        own = torch.where(self.told[sentence, types][pair], self.side_own[side, t], PARTS)
        words = self.side_words[side]
        words = torch.where(words < read[b][pair].unsqueeze(1), words, -1)
        signs = torch.cat([self.side_signs[side], (PART_SIGNS + own).unsqueeze(1), (PART_SIGNS + PARTS + 1 + t).unsqueeze(1)], 1)
        return b[pair], t, words, signs

    def batches(self, rows, size, rng):
        """rows: numpy array of sentences -> [(tensor of rows, words of the longest)]"""
        if rng is None:
            order = rows[np.argsort(self.length[rows], kind="stable")]
            chunks = [order]
        else:
            order = rng.permutation(rows)
            chunks = [order[i:i + size * 24] for i in range(0, len(order), size * 24)]
            chunks = [c[np.argsort(self.length[c], kind="stable")] for c in chunks]
        out = [c[i:i + size] for c in chunks for i in range(0, len(c), size)]
        if rng is not None:
            out = [out[k] for k in rng.permutation(len(out))]
        return [(put(r), int(self.length[r].max())) for r in out]


# ---------------------------------------------------------------- what both networks end in

class Heads(nn.Module):
    def __init__(self, wide, hidden=128, part=96, drop=0.1):
        super().__init__()
        self.hidden, self.types = nn.Linear(wide, hidden), nn.Linear(hidden, len(TYPES))
        self.side, self.teller = nn.Linear(wide, part), nn.Linear(wide, part)
        # Signs of a side, then the part that rules give it in an act of the type (the last: they tell none), then the type.
        self.signs = nn.EmbeddingBag(NO_SIDE_SIGN + 1, part, mode="sum", padding_idx=NO_SIDE_SIGN)
        nn.init.normal_(self.signs.weight, std=0.1)
        self.signs.weight.data[-1] = 0
        self.parts = nn.Linear(part, 2 * len(TYPES))
        self.drop = drop
        nn.init.constant_(self.types.bias, -6.0)

    def forward(self, h, valid):
        """h: batch x words x wide -> scores of words by type, of the sentence by type."""
        z = self.types(self.dropped(torch.tanh(self.hidden(h))))
        z = z.float().masked_fill(~valid.unsqueeze(-1), -1e4)
        return z, torch.logsumexp(z, 1)

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


def role_scores(model, texts, rows, read, h, z, answers):
    """Scores of the sides of pairs that `answers` holds for these sentences, and where their answers are."""
    b, types, value, pair = answers.of(rows)
    if not len(b):
        return None
    return model.heads.roles(h, z.detach(), texts.asks(b, rows[b], types, read)), value, b, types, pair


def bar(y, known, probability):
    """Type precision, recall and F1 by threshold."""
    lines = []
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        said = probability > least
        right, wrong, all_gold = (said * y * known).sum(), (said * (1 - y) * known).sum(), (y * known).sum()
        lines.append(f"{least}: P {right / max(1, right + wrong):.3f} R {right / all_gold:.3f} F {2 * right / (right + wrong + all_gold):.3f}")
    return "  ".join(lines)


def logistic(x):
    return 1 / (1 + np.exp(-np.asarray(x, np.float32)))


def measure(models, reader, texts, rows, size, cast):
    """Types, and the share of coded acts all of whose sides are given the right part; models: means of what they say."""
    scores, right, acts = np.zeros((len(texts), len(TYPES)), np.float32), 0, 0
    with torch.no_grad(), cast():
        for model in models:
            model.eval()
        for some, longest in texts.batches(rows, size, None):
            seen = [reader(model, some, longest) for model in models]
            scores[some.cpu().numpy()] = torch.stack([torch.sigmoid(s[2]) for s in seen]).mean(0).cpu().numpy()
            asked = [role_scores(model, texts, some, s[3], s[0], s[1], texts.gold) for model, s in zip(models, seen)]
            if asked[0] is None:
                continue
            _, value, b, _, pair = asked[0]
            p = torch.stack([torch.sigmoid(a[0]) for a in asked]).mean(0)
            good = (((p > 0.5) == (texts.gold.values[value] > 0.5)) | (texts.gold.weights[value] == 0)).all(1)
            owner, _ = spread(texts.gold.size[pair], texts.gold.first[pair])
            bad = torch.zeros(len(pair)).index_add(0, owner, (~good).float())
            right += int((bad == 0).sum())
            acts += len(pair)
        for model in models:
            model.train()
    return bar(texts.y_[rows], texts.known_[rows], scores[rows]) + f"\n    sides of {right / max(1, acts):.3f} acts right"


# ---------------------------------------------------------------- the teacher

class Pieces:
    """Pieces of each sentence, of what stands before it and of the title; where each word begins (0: the scene)."""

    def __init__(self, texts, folder, with_context=True):
        from tokenizers import Tokenizer
        tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        tokenizer.no_padding()
        tokenizer.no_truncation()
        ids = tokenizer.encode("a").ids
        begin, end = ids[0], ids[-1]
        unknown = tokenizer.token_to_id("[UNK]")
        of_all = lambda all_texts: [e.ids[1:-1] for e in tokenizer.encode_batch(all_texts)]
        of_form = [ids[:6] or [unknown] for ids in of_all(texts.form_list)]
        before, title = of_all([b[-400:] for _, b in texts.context]), of_all([t[:200] for t, _ in texts.context])
        out, first, read, n = [], [], [], []
        for k, forms in enumerate(texts.forms_of):
            row, at = [begin], [0]
            for f in forms[1:]:
                if len(row) >= 130:
                    break
                at.append(len(row))
                row += of_form[f]
            row.append(end)
            if with_context:
                row += before[k][-30:] + [end] + title[k][:18] + [end]
            out += row
            n.append(len(row))
            read.append(len(at))
            first += at + [0] * (len(forms) - len(at))
        self.n, self.ids, self.first, self.read = (put(np.array(x, np.int64)) for x in (n, out, first, read))
        self.start = torch.cumsum(self.n, 0) - self.n
        self.texts = texts

    def batch(self, rows, longest):
        n = self.n[rows]
        at = torch.arange(int(n.max()))
        mask = at < n.unsqueeze(1)
        ids = self.ids[self.start[rows].unsqueeze(1) + torch.where(mask, at, 0)]
        words, _ = self.texts.words(rows, longest)
        valid = torch.arange(longest) < self.read[rows].unsqueeze(1)
        return ids, mask, self.first[words], valid, self.texts.signs[words].int(), self.texts.scene[rows].int()


class Teacher(nn.Module):
    def __init__(self, folder):
        super().__init__()
        from transformers import AutoModel
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, dtype=torch.float32)
        # Drawing what to drop takes a third of a step on a processor, and three rounds do not need it.
        for part in self.encoder.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0
        wide = self.encoder.config.hidden_size
        self.signs = nn.EmbeddingBag(READING_SIGNS + 1, wide, mode="sum", padding_idx=READING_SIGNS)
        nn.init.zeros_(self.signs.weight)
        self.heads = Heads(wide, 256, 192)

    def forward(self, batch):
        ids, mask, first, valid, signs, scene = batch
        e = self.encoder.embeddings.word_embeddings(ids)
        b, n = first.shape
        said = self.signs(signs.reshape(b * n, -1)).reshape(b, n, -1) * valid.unsqueeze(-1)
        e = e.scatter_add(1, first.unsqueeze(-1).expand(-1, -1, e.shape[-1]), said.to(e.dtype))
        e[:, 0] += self.signs(scene).to(e.dtype)
        h = self.encoder(inputs_embeds=e, attention_mask=mask.long()).last_hidden_state
        h = h.gather(1, first.unsqueeze(-1).expand(-1, -1, h.shape[-1]))
        return (h, *self.heads(h, valid))


def teacher_reader(pieces):
    return lambda model, rows, longest: (*model(pieces.batch(rows, longest)), pieces.read[rows])


def half():
    return torch.autocast(torch.get_default_device().type, dtype=torch.bfloat16)


def hard_loss(model, texts, rows, read, h, z, scores):
    loss = (binary_cross_entropy_with_logits(scores, texts.y[rows], reduction="none") * texts.known[rows]).sum() / len(rows)
    asked = role_scores(model, texts, rows, read, h, z, texts.gold)
    if asked is not None:
        row = binary_cross_entropy_with_logits(asked[0], texts.gold.values[asked[1]], reduction="none") * texts.gold.weights[asked[1]]
        loss = loss + 0.7 * row.sum() / len(rows)
    return loss


def watched(texts, rows):
    """Every fiftieth coded sentence of the releases is left out of learning, to watch. -> (learn from, watch)"""
    held = np.array([k for i, k in enumerate(rows) if texts.coded[k] and texts.names[k][0] != "own" and i % 50 == 0], np.int64)
    return np.setdiff1d(rows, held), held


def run_steps(texts, rows, options, rng, optimizer, schedule, total, one_step, looks, look):
    start, step, sum_loss = time.time(), 0, 0.0
    while step < total:
        for some, longest in texts.batches(rows, options.batch, rng):
            if step >= total:
                break
            sum_loss = sum_loss + one_step(step, some, longest)
            optimizer.step()
            schedule.step()
            step += 1
            if step % 100 == 0:
                print(f"{time.time() - start:6.0f} s step {step} of {total} loss {float(sum_loss) / 100:.4f}", flush=True)
                sum_loss = 0.0
            if step % max(1, total // looks) == 0:
                look(step)


def teach(options):
    rng = np.random.default_rng(options.seed)
    texts = Texts(options, lambda url, number, events: events is not None and (url != "own" or rng.random() < options.own))
    print(len(texts), "sentences,", int(texts.y_.sum()), "types told", flush=True)
    rows, held = watched(texts, np.arange(len(texts)))
    pieces = Pieces(texts, options.encoder, not options.no_context)
    model = Teacher(options.encoder).to(options.device)
    model.encoder.embeddings.requires_grad_(False)
    for layer in model.encoder.encoder.layer[:options.freeze]:
        layer.requires_grad_(False)
    optimizer = torch.optim.AdamW([{"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": options.rate}, {"params": [*model.signs.parameters(), *model.heads.parameters()], "lr": 1.5e-3}], weight_decay=0.01, fused=True)
    total = int(options.rounds * len(rows) / options.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / (0.06 * total)) * max(0.02, 1 - k / total))
    reader = teacher_reader(pieces)

    def one_step(_, some, longest):
        with half():
            h, z, scores, read = reader(model, some, longest)
            loss = hard_loss(model, texts, some, read, h, z, scores)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        return loss.detach()

    model.train()
    run_steps(texts, rows, options, rng, optimizer, schedule, total, one_step, 2, lambda _: print("    " + measure([model], reader, texts, held, 128, half), flush=True))
    torch.save(model.state_dict(), options.out)


def load_teacher(path, options):
    model = Teacher(options.encoder)
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return model.to(options.device)


def label(options):
    """Soft answers for every sentence that is asked: scores by type; for types that are at all likely scores of the sides,
    and how likely each word is to be the one that tells."""
    models = [load_teacher(path, options) for path in options.teachers]
    rng = random.Random(options.seed)
    first = torch.load(options.where, weights_only=False) if options.where else None
    if first is None:
        texts = Texts(options, lambda url, number, events: url == "own" or events is not None or rng.random() < options.share)
    else:
        known, told = {tuple(name) for name in first["names"]}, telling(first)
        texts = Texts(options, lambda url, number, events: (url, number) in told or (events and (url, number) in known))
    print(len(texts), "sentences", flush=True)
    pieces = Pieces(texts, options.encoder, not options.no_context)
    reader = teacher_reader(pieces)
    logit = lambda p: torch.log(p.clamp(1e-5, 1 - 1e-5)) - torch.log1p(-p.clamp(1e-5, 1 - 1e-5))
    scores = torch.zeros(len(texts), len(TYPES))
    sentence, types, sides, tellers = [], [], [], []
    coded, sides_of, words_of = put(texts.coded), [], []
    start = time.time()
    with torch.no_grad(), half():
        for model in models:
            model.eval()
        for some, longest in texts.batches(np.arange(len(texts)), 128, None):
            seen = [reader(model, some, longest) for model in models]
            p = torch.stack([torch.sigmoid(s[2]) for s in seen]).mean(0)
            scores[some] = logit(p)
            likely = (logit(p) > -2.0) | ((texts.y[some] > 0) & coded[some].unsqueeze(1))
            b, t = torch.nonzero(likely & (texts.side_count[some] > 0).unsqueeze(1), as_tuple=True)
            if not len(b):
                continue
            asks = texts.asks(b, some[b], t, pieces.read[some])
            sides.append(logit(torch.stack([torch.sigmoid(m.heads.roles(s[0], s[1], asks)) for m, s in zip(models, seen)]).mean(0)).half().cpu())
            tell = torch.stack([torch.softmax(s[1][b, :, t], 1) for s in seen]).mean(0)
            n = texts.n[some[b]]
            tellers.append(tell[torch.arange(longest) < n.unsqueeze(1)].half().cpu())
            sentence.append(some[b].cpu())
            sides_of.append(texts.side_count[some[b]].to(torch.uint8).cpu())
            words_of.append(n.to(torch.uint8).cpu())
            types.append(t.cpu())
    print(f"{time.time() - start:6.0f} s", flush=True)
    names, kept = list(texts.names), set(texts.names)
    if first is not None:  # where the first labels hold nothing likely they stay, with no sides
        rest = [k for k, name in enumerate(first["names"]) if tuple(name) not in kept]
        names += [tuple(first["names"][k]) for k in rest]
        scores = torch.cat([scores.cpu(), first["scores"][rest].float()])
    torch.save({"names": names, "scores": scores.half().cpu(), "sentence": torch.cat(sentence).int(), "types": torch.cat(types).to(torch.uint8),
                "sides_of": torch.cat(sides_of), "sides": torch.cat(sides), "words_of": torch.cat(words_of), "tellers": torch.cat(tellers)}, options.out)


def gold_of(paths):
    out = {}
    for path in paths:
        with open(path) as lines:
            for d in map(json.loads, lines):
                if "url" in d:
                    out[d["url"], d["sentence"]] = d["events"]
    return out


def score(options):
    """Of each gold file by itself."""
    golds = {path: gold_of([path]) for path in options.of}
    wanted = set().union(*golds.values())
    options.without_documents, options.without_sentences, options.without_own = [], [], 0
    texts = Texts(options, lambda url, number, _: (url, number) in wanted)
    if options.encoder:
        models = [load_teacher(path, options) for path in options.models]
        reader, cast = teacher_reader(Pieces(texts, options.encoder, not options.no_context)), half
    else:
        loaded = [load_student(path, options) for path in options.models]
        models, reader, cast = [m for m, _ in loaded], student_reader(texts, loaded[0][1]), contextlib.nullcontext
    for path, gold in golds.items():
        texts.set_events([gold.get(name, []) for name in texts.names])
        rows = np.array([k for k, name in enumerate(texts.names) if name in gold], np.int64)
        print(path, len(rows), "sentences", measure(models, reader, texts, rows, 128, cast), flush=True)


# ---------------------------------------------------------------- sentences with other words in them

UPOS, UPOS_END = 12, 29  # signs of parts of speech
OPEN, SHUT = {0, 2, 7, 15}, {1, 3, 9, 13}  # ADJ ADV NOUN VERB; ADP AUX PART SCONJ


def ending(form):
    return next((e for e in ("ing", "ed", "ly", "s") if form.endswith(e) and len(form) > len(e) + 2), "")


class OtherWords:
    """Words that may stand where another does: of the same part of speech and ending, near in meaning or as common."""

    def __init__(self, sentences, vocabulary, rng):
        saved = torch.load(vocabulary, weights_only=False)
        vectors = saved["vectors"].numpy()[1:]
        self.vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
        self.row = {word: i for i, word in enumerate(saved["words"]) if np.abs(vectors[i]).sum() > 0}
        self.rng, self.close = rng, {}
        counts = collections.defaultdict(collections.Counter)
        for d in sentences:
            for form, masked, signs in zip(d["forms"], d["masked"], d["signs"]):
                kind = self.kind(form, masked, signs)
                if kind is not None:
                    counts[kind][form.lower()] += 1
        self.words = {kind: [w for w, n in c.items() if n >= 3] for kind, c in counts.items()}
        self.sums = {kind: np.cumsum([counts[kind][w] for w in words]) for kind, words in self.words.items()}
        self.known = {kind: [w for w in words if w in self.row] for kind, words in self.words.items()}

    @staticmethod
    def kind(form, masked, signs):
        """(part of speech, ending) of a word that may be replaced, else None."""
        upos = next((s - UPOS for s in signs if UPOS <= s < UPOS_END), None)
        return (upos, ending(form.lower())) if form and not masked and upos in OPEN | SHUT else None

    def near(self, form, kind):
        most = 12
        if (form, kind) not in self.close:
            known = [w for w in self.known[kind] if w != form]
            if form not in self.row or len(known) < most:
                self.close[form, kind] = []
            else:
                likeness = self.vectors[[self.row[w] for w in known]] @ self.vectors[self.row[form]]
                self.close[form, kind] = [known[i] for i in np.argsort(-likeness, kind="stable")[:most]]
        return self.close[form, kind]

    def instead_of(self, form, kind):
        near = self.near(form, kind) if kind[0] in OPEN and self.rng.random() < 0.6 else []
        if near:
            return self.rng.choice(near)
        words, sums = self.words[kind], self.sums[kind]
        return words[int(np.searchsorted(sums, self.rng.random() * sums[-1], side="right"))] if words else form


def vary(options):
    """A teacher that knows more of the language than the few coded sentences show labels these, and the network learns from
    it what it cannot read off those alone."""
    rng = random.Random(options.seed)
    told = telling(torch.load(options.where, weights_only=False))
    sentences = [d for d, url, number in exported(options.sentences) if (url, number) in told]
    others = OtherWords(sentences, options.vocabulary, rng)
    with open(options.out, "w") as out:
        for d in sentences:
            changed = False
            for i, (form, masked, signs) in enumerate(zip(d["forms"], d["masked"], d["signs"])):
                kind = others.kind(form, masked, signs)
                if kind is None or rng.random() >= (options.open if kind[0] in OPEN else options.shut):
                    continue
                other = others.instead_of(form.lower(), kind)
                if other == form.lower():
                    continue
                changed = True
                d["forms"][i] = other[0].upper() + other[1:] if form[0].isupper() else other
                # What the rules made of the word they would seldom make of the other.
                if rng.random() < 0.7:
                    d["signs"][i] = [s for s in signs if not RULES <= s < RULES_END]
            if changed:
                d["id"] = f"varied {options.seed} {d['id']}"
                d.pop("events", None)
                out.write(json.dumps(d, ensure_ascii=False) + "\n")


# ---------------------------------------------------------------- the network that ships

def make_vocabulary(options):
    """Words worth a row, with pretrained vectors where there are some, and parts of words."""
    texts = Texts(options, lambda *_: True)
    forms = collections.Counter()
    tokens, masked = texts.form.cpu().numpy(), texts.masked.cpu().numpy()
    for f, count in enumerate(np.bincount(tokens[~masked], minlength=len(texts.form_list))):
        if count and texts.form_list[f]:
            forms[texts.form_list[f]] = int(count)
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
        self.register_buffer("vectors", vocabulary.vectors.to(torch.get_default_device()))
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
        words, affixes, signs, scene, valid = batch
        b, n = words.shape
        if self.training:
            words = words.masked_fill(torch.rand(words.shape) < 0.08, 0)
        bag = lambda table, rows: table(rows.reshape(b * n, -1)).reshape(b, n, -1)
        said = bag(self.signs, signs)
        said = torch.cat([self.signs(scene).unsqueeze(1), said[:, 1:]], 1)
        x = torch.tanh(self.project(self.vectors[words]) + self.words(words) + bag(self.affixes, affixes) + said)
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


def student_reader(texts, vocabulary):
    ids = [vocabulary.ids(form) if form else (0, [0] * len(AFFIXES)) for form in texts.form_list]
    word, parts = put(np.array([w for w, _ in ids], np.int64)), put(np.array([p for _, p in ids], np.int64))

    def read(model, rows, longest):
        at, valid = texts.words(rows, longest)
        form = texts.form[at]
        shown = valid & ~texts.masked[at]
        batch = (word[form] * shown, parts[form] * shown.unsqueeze(-1), torch.where(valid.unsqueeze(-1), texts.signs[at].int(), READING_SIGNS), texts.scene[rows].int(), valid)
        return (*model(batch), texts.n[rows])
    return read


def load_labels(paths):
    """What `label` wrote, of several files one after the other."""
    parts = [torch.load(path, weights_only=False, map_location="cpu") for path in paths]
    before = np.cumsum([0] + [len(part["names"]) for part in parts])
    for part, first in zip(parts, before):
        part["sentence"] = part["sentence"] + int(first)
    join = lambda key: [name for part in parts for name in part[key]] if key == "names" else torch.cat([part[key] for part in parts])
    return {key: join(key) for key in parts[0]}


class Taught:
    """What teachers said of the sentences of `texts`, mixed with what people coded: `trust` is how much people count."""

    def __init__(self, texts, soft, trust):
        number = {tuple(name): k for k, name in enumerate(soft["names"])}
        where = np.array([number[name] for name in texts.names])
        back = np.full(len(number), -1)
        back[where] = np.arange(len(texts))
        p = logistic(soft["scores"].numpy()[where])
        self.teacher = p
        hard = texts.coded[:, None] & (texts.known_ > 0)
        self.y = put(np.where(hard, trust * texts.y_ + (1 - trust) * p, p).astype(np.float32))
        sentence, types = soft["sentence"].numpy(), soft["types"].numpy()
        sides, tellers = soft["sides"].float().numpy(), soft["tellers"].float().numpy()
        gold = {}
        count, start = texts.gold.count.cpu().numpy(), texts.gold.start.cpu().numpy()
        gold_type, first, size = texts.gold.type.cpu().numpy(), texts.gold.first.cpu().numpy(), texts.gold.size.cpu().numpy()
        values, weights = texts.gold.values.cpu().numpy(), texts.gold.weights.cpu().numpy()
        for k in range(len(texts)):
            for pair in range(start[k], start[k] + count[k]):
                gold[k, gold_type[pair]] = (values[first[pair]:first[pair] + size[pair]], weights[first[pair]:first[pair] + size[pair]])
        of_sentences, of_tellers = [[] for _ in range(len(texts))], [[] for _ in range(len(texts))]
        at_side = at_word = 0
        for s, t, c, w in zip(sentence, types, soft["sides_of"].int().numpy(), soft["words_of"].int().numpy()):
            k = back[s]
            if k >= 0:
                answer = logistic(sides[at_side:at_side + c])
                weight = np.full_like(answer, p[k, t])
                if (k, t) in gold:
                    v, ok = gold[k, t]
                    answer = np.where(ok > 0, trust * v + (1 - trust) * answer, answer)
                    weight = np.ones_like(answer)
                of_sentences[k].append((int(t), answer, weight))
                of_tellers[k].append(tellers[at_word:at_word + w])
            at_side += c
            at_word += w
        for rows, tell in zip(of_sentences, of_tellers):
            order = sorted(range(len(rows)), key=lambda i: rows[i][0])
            rows[:], tell[:] = [rows[i] for i in order], [tell[i] for i in order]
        self.answers = Answers(of_sentences, texts.sides)
        flat = [t for rows in of_tellers for t in rows]
        sizes = np.array([len(t) for t in flat], np.int64)
        self.tell, self.tell_start = put(np.concatenate(flat).astype(np.float32)), put(np.cumsum(sizes) - sizes)


def student_loss(model, texts, taught, rows, longest, reader, options):
    h, z, scores, read = reader(model, rows, longest)
    loss = binary_cross_entropy_with_logits(scores, taught.y[rows], reduction="none").sum() / len(rows)
    asked = role_scores(model, texts, rows, read, h, z, taught.answers)
    if asked is not None:
        answers, value, b, types, pair = asked
        row = binary_cross_entropy_with_logits(answers, taught.answers.values[value], reduction="none") * taught.answers.weights[value]
        loss = loss + options.sides * row.sum() / len(rows)
        if options.tellers > 0:
            valid = torch.arange(longest) < texts.n[rows[b]].unsqueeze(1)
            target = taught.tell[(taught.tell_start[pair].unsqueeze(1) + torch.arange(longest)).clamp(max=len(taught.tell) - 1)] * valid
            said = log_softmax(z[b, :, types], 1)
            loss = loss - options.tellers * ((said * target).sum(1) * taught.y[rows[b], types]).sum() / len(rows)
    return loss


def learn(options):
    rng = np.random.default_rng(options.seed)
    vocabulary = Vocabulary(options.vocabulary)
    soft = load_labels(options.labelled)
    names = {tuple(n) for n in soft["names"]}
    texts = Texts(options, lambda url, number, _: (url, number) in names)
    taught = Taught(texts, soft, options.trust)
    del soft
    reader = student_reader(texts, vocabulary)
    # Where the teacher is sure that nothing is told, little is to be learnt.
    empty = ~texts.coded & (taught.teacher.max(1) < 0.03)
    rows = np.flatnonzero(~empty)
    rows = np.concatenate([rows, rng.permutation(np.flatnonzero(empty))[:int(len(rows) * options.empty)]])
    rows, held = watched(texts, rows)
    print((~empty).sum(), "sentences, with", len(rows) + len(held) - (~empty).sum(), "that tell nothing;", len(held), "to watch", flush=True)
    sizes = dict(zip(("first", "second", "part", "hidden"), options.units))
    model = Reader(vocabulary, **sizes, drop=options.drop).to(options.device)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=False, map_location=options.device)["state"])
    parameters = [*model.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-4, fused=True)
    total = int(options.rounds * len(rows) / options.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 300) * max(0.01, 1 - k / total))
    rounded = Rounded(model.matrices())
    rounding = lambda step: rounded if step >= options.round_from * total else contextlib.nullcontext()

    def one_step(step, some, longest):
        optimizer.zero_grad(set_to_none=True)
        with rounding(step):
            loss = student_loss(model, texts, taught, some, longest, reader, options)
            loss.backward()
        nn.utils.clip_grad_norm_(parameters, 2.0)
        return loss.detach()

    def look(step):
        with rounding(step):
            print("    " + measure([model], reader, texts, held, 128, contextlib.nullcontext), flush=True)

    model.train()
    run_steps(texts, rows, options, rng, optimizer, schedule, total, one_step, options.looks, look)
    torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "sizes": model.sizes, "vocabulary": str(options.vocabulary)}, options.out)


def average(options):
    """The mean of two networks, the second of which went on from the first: steadier than either."""
    one, other = (torch.load(path, weights_only=False) for path in (options.one, options.other))
    for name, values in one["state"].items():
        if values.is_floating_point():
            one["state"][name] = (values + other["state"][name]) / 2
    torch.save(one, options.out)


def load_student(path, options):
    saved = torch.load(path, weights_only=False, map_location="cpu")
    vocabulary = Vocabulary(options.vocabulary or saved["vocabulary"])
    model = Reader(vocabulary, **saved["sizes"])
    model.load_state_dict(saved["state"])
    return model.to(options.device), vocabulary


def export(options):
    model, vocabulary = load_student(options.model, options)
    state = {k: v.double().cpu().numpy() if v.is_floating_point() else v.cpu().numpy() for k, v in model.state_dict().items()}
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
    signs(state["heads.signs.weight"][:NO_SIDE_SIGN])
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
            p.add_argument("--sentences", required=True, nargs="+")
            p.add_argument("--without-documents", nargs="*", default=[], help="gold files: nothing is learnt from their documents")
            p.add_argument("--without-sentences", nargs="*", default=[], help="gold files: nothing is learnt from their sentences")
            p.add_argument("--without-own", type=int, default=0, metavar="N", help="every Nth of our own texts is left out")
        p.add_argument("--device", default="cpu", help="cpu or cuda")
        p.add_argument("--threads", type=int, default=2)
        p.add_argument("--seed", type=int, default=1)
        p.add_argument("--no-context", action="store_true", help="the teacher sees neither title nor the sentences before")
        return p

    p = command("teach", teach)
    p.add_argument("out")
    p.add_argument("--encoder", required=True)
    p.add_argument("--rounds", type=float, default=3.0)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--rate", type=float, default=4e-5)
    p.add_argument("--freeze", type=int, default=0, metavar="N", help="the lowest layers stay as they are")
    p.add_argument("--own", type=float, default=0.4, help="share of the texts of our own that is used")
    p = command("label", label)
    p.add_argument("out")
    p.add_argument("teachers", nargs="+")
    p.add_argument("--encoder", required=True)
    p.add_argument("--where", metavar="LABELS", help="label only sentences that tell anything by these or that people coded so; the others stay as there")
    p.add_argument("--share", type=float, default=1.0, help="of the sentences that nobody coded")
    p = command("vary", vary)
    p.add_argument("out")
    p.add_argument("--where", required=True, metavar="LABELS", help="only sentences that tell anything by these")
    p.add_argument("--vocabulary", required=True, help="vectors that tell which words are near in meaning")
    p.add_argument("--open", type=float, default=0.18, help="share of nouns, verbs, adjectives and adverbs that are replaced")
    p.add_argument("--shut", type=float, default=0.04, help="of adpositions, auxiliaries, particles and conjunctions")
    p = command("words", make_vocabulary)
    p.add_argument("out")
    p.add_argument("--words", required=True, help="pretrained vectors, JSON")
    p.add_argument("--most", type=int, default=16000)
    p.add_argument("--affixes", type=int, default=1200)
    p = command("learn", learn)
    p.add_argument("out")
    p.add_argument("--vocabulary", required=True)
    p.add_argument("--labelled", required=True, nargs="+")
    p.add_argument("--start", help="go on from this network")
    p.add_argument("--units", type=int, nargs="*", default=[], help="of the first layer, the second, of who has a part, of types")
    p.add_argument("--drop", type=float, default=0.2)
    p.add_argument("--rounds", type=float, default=10.0)
    p.add_argument("--batch", type=int, default=96)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--trust", type=float, default=0.5, help="how much people count against the teacher where both speak")
    p.add_argument("--sides", type=float, default=0.7, help="how much who has a part counts")
    p.add_argument("--tellers", type=float, default=0.1, help="how much the word that tells counts")
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
    p.add_argument("--vocabulary")
    p = command("score", score)
    p.add_argument("models", nargs="+", help="the mean of what they say is scored")
    p.add_argument("--of", nargs="+", required=True)
    p.add_argument("--encoder", help="they are teachers")
    p.add_argument("--vocabulary")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_device(options.device)
    torch.manual_seed(options.seed)
    options.run(options)


if __name__ == "__main__":
    main()
