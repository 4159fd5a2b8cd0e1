"""The slow teacher: a pretrained transformer fine-tuned to tag and parse, used only while training.

teacher.py learn OUT --train FILE... --dev FILE... : fine-tunes and saves.
teacher.py label MODEL TOKENS.conllu.gz OUT        : tags and parses sentences; writes OUT (torch file) with soft targets.
"""
import argparse
import random
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

import treebank as tb


class Labels:
    """Label sets found in the training data."""

    def __init__(self, sentences):
        from collections import Counter
        self.xpos = sorted({x for s in sentences for x in s.xpos})
        self.feats = [f for f, n in Counter(f for s in sentences for f in s.feats).most_common()]
        edits = Counter(tb.lemma_edit(f, l) for s in sentences for f, l in zip(s.forms, s.lemmas))
        self.edits = [e for e, n in edits.most_common() if n >= 3]
        self.index()

    def index(self):
        self.xpos_id = {x: i for i, x in enumerate(self.xpos)}
        self.feats_id = {x: i for i, x in enumerate(self.feats)}
        self.edit_id = {x: i for i, x in enumerate(self.edits)}

    def targets(self, s):
        """Rows: upos, xpos, feats, edit, head, relation; -100 where the label set lacks it."""
        return torch.tensor([
            [tb.UPOS_ID[u] for u in s.upos], [self.xpos_id.get(x, -100) for x in s.xpos],
            [self.feats_id.get(x, -100) for x in s.feats],
            [self.edit_id.get(tb.lemma_edit(f, l), -100) for f, l in zip(s.forms, s.lemmas)],
            s.heads, [tb.DEPREL_ID[d] for d in s.deprels]])


class Teacher(nn.Module):
    def __init__(self, folder, layers, labels, width=384):
        super().__init__()
        from transformers import AutoModel
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0,
                                                 hidden_dropout_prob=0.0)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.labels = labels
        hidden = self.encoder.config.hidden_size
        self.affixes = nn.EmbeddingBag(20000, 96, mode="sum")
        nn.init.normal_(self.affixes.weight, std=0.05)
        self.drop = nn.Dropout(0.25)
        size = hidden + 96
        self.arc_dep = nn.Sequential(nn.Linear(size, width), nn.GELU(), nn.Dropout(0.25))
        self.arc_head = nn.Sequential(nn.Linear(size, width), nn.GELU(), nn.Dropout(0.25))
        self.arc = nn.Parameter(torch.zeros(width, width))
        self.arc_bias = nn.Parameter(torch.zeros(width))
        self.root = nn.Parameter(torch.randn(size) * 0.02)
        self.rel_dep = nn.Linear(size, 256)
        self.rel_head = nn.Linear(size, 256)
        self.rel_product = nn.Linear(256, 256)
        self.rel = nn.Linear(256, len(tb.DEPRELS))
        self.tag_hidden = nn.Sequential(nn.Linear(size, 384), nn.GELU(), nn.Dropout(0.25))
        self.tags = nn.ModuleList(nn.Linear(384, n) for n in (len(tb.UPOS), len(labels.xpos), len(labels.feats), len(labels.edits)))

    def forward(self, batch):
        states = self.encoder(input_ids=batch["ids"], attention_mask=batch["mask"]).last_hidden_state
        b, n = batch["first"].shape
        take = lambda index: states.gather(1, index.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
        words = 0.5 * (take(batch["first"]) + take(batch["last"]))
        affixes = self.affixes(batch["affixes"].reshape(b * n, -1)).reshape(b, n, -1)
        words = torch.cat([self.drop(words), self.drop(affixes)], -1)
        words = torch.cat([self.root.expand(b, 1, -1), words], 1)
        dep, head = self.arc_dep(words[:, 1:]), self.arc_head(words)
        arcs = (dep @ self.arc) @ head.transpose(1, 2) + (head @ self.arc_bias).unsqueeze(1)
        valid = torch.cat([torch.ones(b, 1, dtype=torch.bool), batch["valid"]], 1)
        arcs = arcs.masked_fill(~valid.unsqueeze(1), -1e4)
        eye = torch.eye(n, dtype=torch.bool)
        arcs[:, :, 1:] = arcs[:, :, 1:].masked_fill(eye, -1e4)
        tag_hidden = self.tag_hidden(words[:, 1:])
        return arcs, words, [layer(tag_hidden) for layer in self.tags]

    def relations(self, words, heads):
        """Scores of all relations for the given heads (batch x words)."""
        head = words.gather(1, heads.clamp(min=0).unsqueeze(-1).expand(-1, -1, words.shape[-1]))
        d, h = self.rel_dep(words[:, 1:]), self.rel_head(head)
        # A full bilinear form is slow on a CPU; a product inside a hidden layer does its work.
        return self.rel(self.drop(nn.functional.gelu(d + h + self.rel_product(torch.tanh(d) * torch.tanh(h)))))


class Pieces:
    """Word pieces of words, remembered."""

    def __init__(self, folder):
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        ids = self.tokenizer.encode("a").ids
        self.begin, self.end = ids[0], ids[-1]
        self.unknown = self.tokenizer.encode("\u4dff").ids[1:2]
        self.known = {}

    def word(self, form):
        ids = self.known.get(form)
        if ids is None:
            ids = self.tokenizer.encode(form).ids[1:-1][:8] or self.unknown
            n = tb.normal_form(form)
            affixes = [tb.hash32((str(i) + t).encode()) % 20000 for i, t in enumerate(
                [tb.shape(form), n[-2:], n[-3:], n[-4:], n[:2], n[:3]])]
            ids = self.known[form] = (ids, affixes)
        return ids


def batch_of(sentences, pieces):
    rows = []
    for s in sentences:
        ids, first, last, affixes = [pieces.begin], [], [], []
        for form in s.forms:
            word, affix = pieces.word(form)
            first.append(len(ids))
            ids += word
            last.append(len(ids) - 1)
            affixes.append(affix)
        rows.append((ids + [pieces.end], first, last, affixes))
    size = max(len(r[0]) for r in rows)
    n = max(len(s) for s in sentences)
    b = len(rows)
    batch = {"ids": torch.ones(b, size, dtype=torch.long), "mask": torch.zeros(b, size, dtype=torch.long),
             "first": torch.zeros(b, n, dtype=torch.long), "last": torch.zeros(b, n, dtype=torch.long),
             "affixes": torch.zeros(b, n, 6, dtype=torch.long), "valid": torch.zeros(b, n, dtype=torch.bool)}
    for i, (ids, first, last, affixes) in enumerate(rows):
        batch["ids"][i, :len(ids)] = torch.tensor(ids)
        batch["mask"][i, :len(ids)] = 1
        batch["first"][i, :len(first)] = torch.tensor(first)
        batch["last"][i, :len(last)] = torch.tensor(last)
        batch["affixes"][i, :len(first)] = torch.tensor(affixes)
        batch["valid"][i, :len(first)] = True
    return batch


def batches(sentences, pieces, size, shuffle=None):
    """Index lists of sentences of like length, about `size` pieces each."""
    length = lambda i: sum(len(pieces.word(f)[0]) for f in sentences[i].forms) + 2
    lengths = [length(i) for i in range(len(sentences))]
    noise = (lambda: shuffle.random() * 6) if shuffle else (lambda: 0)
    order = sorted(range(len(sentences)), key=lambda i: lengths[i] + noise())
    out, row, longest = [], [], 0
    for i in order:
        longest = max(longest, lengths[i])
        if row and longest * (len(row) + 1) > size:
            out.append(row)
            row, longest = [], lengths[i]
        row.append(i)
    out.append(row)
    if shuffle:
        shuffle.shuffle(out)
    return out


def padded_targets(sentences, labels, n):
    t = torch.full((len(sentences), 6, n), -100)
    for i, s in enumerate(sentences):
        t[i, :, :len(s)] = labels.targets(s)
    return t


def varied(s, rng):
    """A sentence as it is, or in capitals, or in Headline Case: the student must read all three."""
    if any(c.isupper() for f in s.forms[1:] for c in f) or len(s) > 3:
        roll = rng.random()
        if roll < 0.03:
            return tb.Sentence([f.upper() for f in s.forms], s.upos, s.xpos, s.feats, s.lemmas, s.heads, s.deprels)
        if roll < 0.06:
            small = {"ADP", "CCONJ", "DET", "PART", "SCONJ"}
            return tb.Sentence([f if u in small else f[:1].upper() + f[1:] for f, u in zip(s.forms, s.upos)], s.upos, s.xpos,
                               s.feats, s.lemmas, s.heads, s.deprels)
    return s


def evaluate(model, sentences, pieces):
    model.eval()
    right = dict(upos=0, feats=0, edit=0, uas=0, las=0)
    total = 0
    main = torch.tensor([tb.DEPREL_ID.get(d.split(":")[0], 0) for d in tb.DEPRELS])
    with torch.no_grad():
        for rows in batches(sentences, pieces, 4000):
            group = [sentences[i] for i in rows]
            batch = batch_of(group, pieces)
            arcs, words, tags = model(batch)
            heads = arcs.argmax(-1)
            rels = main[model.relations(words, heads).argmax(-1)]
            t = padded_targets(group, model.labels, heads.shape[1])
            ok = batch["valid"]
            total += ok.sum().item()
            for name, row, k in (("upos", tags[0], 0), ("feats", tags[2], 2), ("edit", tags[3], 3)):
                right[name] += ((row.argmax(-1) == t[:, k]) & ok).sum().item()
            arc = (heads == t[:, 4]) & ok
            right["uas"] += arc.sum().item()
            right["las"] += (arc & (rels == main[t[:, 5].clamp(min=0)])).sum().item()
    return {k: round(100 * v / total, 2) for k, v in right.items()}


def learn(options):
    rng = random.Random(1)
    torch.manual_seed(1)
    torch.set_flush_denormal(True)
    train = [s for path in options.train for s in tb.read_conllu(path)]
    dev = {Path(p).name: tb.read_conllu(p) for p in options.dev}
    train = [s for s in train if len(s) <= 100]
    labels = Labels(train)
    pieces = Pieces(options.encoder)
    model = Teacher(options.encoder, options.layers, labels)
    for p in model.encoder.embeddings.parameters():
        p.requires_grad = False
    own = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    body = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body, "lr": options.rate}, {"params": own, "lr": 1e-3}], weight_decay=0.01)
    per_epoch = len(batches(train, pieces, options.batch))
    steps = per_epoch * options.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 150) * max(0.02, 1 - k / steps))
    start = time.time()
    step = 0
    for epoch in range(options.epochs):
        model.train()
        for rows in batches(train, pieces, options.batch, rng):
            group = [varied(train[i], rng) for i in rows]
            batch = batch_of(group, pieces)
            arcs, words, tags = model(batch)
            t = padded_targets(group, labels, arcs.shape[1])
            loss = cross_entropy(arcs.flatten(0, 1), t[:, 4].flatten(), ignore_index=-100)
            loss = loss + cross_entropy(model.relations(words, t[:, 4]).flatten(0, 1), t[:, 5].flatten(), ignore_index=-100)
            for k, row in enumerate(tags):
                loss = loss + 0.4 * cross_entropy(row.flatten(0, 1), t[:, k].flatten(), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step % 50 == 0:
                print(f"{time.time() - start:6.0f} s step {step} of {steps} loss {loss.item():.3f}", flush=True)
        for name, sentences in dev.items():
            print(f"{time.time() - start:6.0f} s epoch {epoch} {name} {evaluate(model, sentences, pieces)}", flush=True)
        torch.save({"state": model.state_dict(), "layers": options.layers, "encoder": options.encoder,
                    "xpos": labels.xpos, "feats": labels.feats, "edits": labels.edits}, options.out)


def load(path):
    saved = torch.load(path, weights_only=False)
    labels = Labels([])
    labels.xpos, labels.feats, labels.edits = saved["xpos"], saved["feats"], saved["edits"]
    labels.index()
    model = Teacher(saved["encoder"], saved["layers"], labels)
    model.load_state_dict(saved["state"])
    model.eval()
    return model, Pieces(saved["encoder"])


def label(options):
    """Soft targets: the three likeliest heads of each word, the three likeliest relations to the best, tags."""
    model, pieces = load(options.model)
    sentences = [s for s in tb.read_conllu(options.tokens) if 2 <= len(s) <= 90]
    rng = random.Random(2)
    if options.words:
        rng.shuffle(sentences)
        total, kept = 0, []
        for s in sentences:
            if total >= options.words:
                break
            kept.append(s)
            total += len(s)
        sentences = kept
    records = [None] * len(sentences)
    start = time.time()
    done = 0
    groups = batches(sentences, pieces, 4000)
    rng.shuffle(groups)
    with torch.inference_mode():
        for g, rows in enumerate(groups):
            group = [sentences[i] for i in rows]
            batch = batch_of(group, pieces)
            arcs, words, tags = model(batch)
            probability, heads = arcs.softmax(-1).topk(min(3, arcs.shape[-1]), -1)
            rel_p, rels = model.relations(words, heads[..., 0]).softmax(-1).topk(3, -1)
            tag_best = torch.stack([row.argmax(-1) for row in tags], -1)
            tag_p = torch.stack([row.softmax(-1).amax(-1) for row in tags], -1)
            for k, i in enumerate(rows):
                n = len(sentences[i])
                records[i] = dict(forms=sentences[i].forms, heads=heads[k, :n].to(torch.uint8), heads_p=probability[k, :n].half(),
                                  rels=rels[k, :n].to(torch.uint8), rels_p=rel_p[k, :n].half(),
                                  tags=tag_best[k, :n].to(torch.int16), tags_p=tag_p[k, :n].half())
            done += sum(len(s) for s in group)
            if g % 50 == 0:
                print(f"{time.time() - start:6.0f} s {done} words", flush=True)
            if options.save_every and g and g % options.save_every == 0:
                torch.save([r for r in records if r is not None], options.out)
    torch.save([r for r in records if r is not None], options.out)
    print(f"{time.time() - start:6.0f} s {done} words, done", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    p = commands.add_parser("learn")
    p.add_argument("out")
    p.add_argument("--encoder", required=True)
    p.add_argument("--layers", type=int, default=6)
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--batch", type=int, default=1200)
    p.add_argument("--rate", type=float, default=1.5e-4)
    p.add_argument("--train", nargs="+", required=True)
    p.add_argument("--dev", nargs="*", default=[])
    p.set_defaults(run=learn)
    p = commands.add_parser("label")
    p.add_argument("model")
    p.add_argument("tokens")
    p.add_argument("out")
    p.add_argument("--words", type=int, default=0)
    p.add_argument("--save-every", type=int, default=0)
    p.set_defaults(run=label)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
