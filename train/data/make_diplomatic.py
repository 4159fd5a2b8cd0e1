#!/usr/bin/env python3
"""Writes a small treebank of diplomatic prose, made by a grammar of our own: diplomatic.conllu
(training) and diplomatic_dev.conllu (testing; other words, drawn with another seed).

Every sentence is built as a dependency tree, never parsed: a phrase function returns a node with
its dependents to the left and right in order, so that trees are rooted, acyclic and projective by
construction. The analyses follow UD English EWT and GUM as released:
  titles            nmod:desc of the first name; further names flat; 'of State' nmod of the title
  'United States'   amod + PROPN NNPS;  nationality adjectives amod JJ;  'US', 'UN' compound
  'US-India'        three words; the first is compound of the second
  called on X to do obl + xcomp;  tell/ask/urge X iobj;  order/invite/help X obj
  accused X of -ing obj + advcl with mark;  'remain committed' xcomp ADJ;  'are committed' passive
  says at the end   root, what is said ccomp, its comma under the ccomp; in the middle parataxis
  fronted phrases   the comma hangs on the phrase; closing comma of an apposition on its parent
  dates             day number is head, month and year nmod:unmarked; bare weekday obl:unmarked
  'X: clause'       X root, clause parataxis, as in EWT

Usage: make_diplomatic.py [--check TREEBANK_DIR] [--show N]
"""
import argparse, collections, glob, gzip, os, random, sys

HERE = os.path.dirname(os.path.abspath(__file__))
R = random.Random(20240611)
pick = lambda xs: R.choice(xs)
def chance(p): return R.random() < p

# ------------------------------------------------------------------ nodes

class N:
    __slots__ = ("form", "lemma", "upos", "xpos", "feats", "rel", "left", "right", "num", "id", "tail",
                 "person", "gender", "kind")
    def __init__(self, form, lemma, upos, xpos, feats="_", rel="dep"):
        self.form, self.lemma, self.upos, self.xpos, self.feats, self.rel = form, lemma, upos, xpos, feats, rel
        self.left, self.right, self.num, self.person = [], [], "Sing", 3
        self.gender, self.kind, self.tail = None, "", None
    def L(self, child, rel=None):      # innermost on the left
        if rel: child.rel = rel
        self.left.append(child); return self
    def F(self, child, rel=None):      # outermost on the left
        if rel: child.rel = rel
        self.left.insert(0, child); return self
    def R(self, child, rel=None):
        if rel: child.rel = rel
        self.right.append(child); return self
    def walk(self):
        for c in self.left: yield from c.walk()
        yield self
        for c in self.right: yield from c.walk()

def punct(f):
    x = {",": ",", ".": ".", "-": "HYPH", ":": ":", ";": ":", "(": "-LRB-", ")": "-RRB-", "“": "``", "”": "''",
         "?": ".", "–": ":", "—": ":"}[f]
    return N(f, {"“": '"', "”": '"'}.get(f, f) if False else f, "PUNCT", x, "_", "punct")
def quote(open_): return N('"', '"', "PUNCT", "``" if open_ else "''", "_", "punct")
comma = lambda: punct(",")

def prep(w, rel="case"):
    if w == "including": return N("including", "include", "VERB", "VBG", "Tense=Pres|VerbForm=Part", rel)
    if w == "following": return N("following", "follow", "VERB", "VBG", "Tense=Pres|VerbForm=Part", rel)
    if w == "regarding": return N("regarding", "regard", "VERB", "VBG", "Tense=Pres|VerbForm=Part", rel)
    if w == "according_to": return fixed(N("according", "accord", "VERB", "VBG", "ExtPos=ADP|Tense=Pres|VerbForm=Part", rel), N("to", "to", "ADP", "IN"))
    if w == "because_of": return fixed(N("because", "because", "ADP", "IN", "ExtPos=ADP", rel), N("of", "of", "ADP", "IN"))
    if w == "such_as": return fixed(N("such", "such", "ADJ", "JJ", "Degree=Pos|ExtPos=ADP", rel), N("as", "as", "ADP", "IN"))
    if w == "due_to": return fixed(N("due", "due", "ADJ", "JJ", "Degree=Pos|ExtPos=ADP", rel), N("to", "to", "ADP", "IN"))
    return N(w, w, "ADP", "IN", "_", rel)
def fixed(a, b): a.R(b, "fixed"); return a
def sconj(w): return N(w, w, "SCONJ", "IN", "_", "mark")
def to(): return N("to", "to", "PART", "TO", "_", "mark")
def cc(w="and"): return N(w, w, "CCONJ", "CC", "_", "cc")
def adv(w):
    if w == "not": return N("not", "not", "PART", "RB", "Polarity=Neg", "advmod")
    deg = "Degree=Pos" if w.endswith("ly") and w not in ("reportedly", "only") else "_"
    if w == "earlier": return N(w, "early", "ADV", "RBR", "Degree=Cmp", "advmod")
    return N(w, w, "ADV", "RB", deg, "advmod")

DET = {"the": ("the", "Definite=Def|PronType=Art"), "a": ("a", "Definite=Ind|PronType=Art"), "an": ("a", "Definite=Ind|PronType=Art"),
       "this": ("this", "Number=Sing|PronType=Dem"), "these": ("this", "Number=Plur|PronType=Dem"), "that": ("that", "Number=Sing|PronType=Dem"),
       "those": ("that", "Number=Plur|PronType=Dem"), "all": ("all", "PronType=Tot"), "any": ("any", "PronType=Ind"), "some": ("some", "PronType=Ind"),
       "no": ("no", "PronType=Neg"), "every": ("every", "PronType=Tot"), "each": ("each", "PronType=Tot"), "another": ("another", "PronType=Ind"),
       "both": ("both", "PronType=Tot")}
def det(w): return N(w, DET[w][0], "DET", "DT", DET[w][1], "det")
POSS = {"its": ("its", "Case=Gen|Gender=Neut|Number=Sing|Person=3|Poss=Yes|PronType=Prs"), "his": ("his", "Case=Gen|Gender=Masc|Number=Sing|Person=3|Poss=Yes|PronType=Prs"),
        "her": ("her", "Case=Gen|Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs"), "their": ("their", "Case=Gen|Number=Plur|Person=3|Poss=Yes|PronType=Prs"),
        "our": ("our", "Case=Gen|Number=Plur|Person=1|Poss=Yes|PronType=Prs")}
def poss(w): return N(w, POSS[w][0], "PRON", "PRP$", POSS[w][1], "nmod:poss")
PRP = {"he": "Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs", "she": "Case=Nom|Gender=Fem|Number=Sing|Person=3|PronType=Prs",
       "it": "Case=Nom|Gender=Neut|Number=Sing|Person=3|PronType=Prs", "they": "Case=Nom|Number=Plur|Person=3|PronType=Prs",
       "we": "Case=Nom|Number=Plur|Person=1|PronType=Prs", "I": "Case=Nom|Number=Sing|Person=1|PronType=Prs"}
def pron(w):
    n = N(w, w, "PRON", "PRP", PRP[w]); n.num = "Plur" if w in ("they", "we") else "Sing"
    n.person = 1 if w in ("we", "I") else 3
    return n
NUMW = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
def number(w):
    if w[0].isdigit(): return N(w, w, "NUM", "CD", "NumForm=Digit|NumType=Card", "nummod")
    return N(w, w.lower(), "NUM", "CD", "NumForm=Word|NumType=Card", "nummod")
ORD = "first second third fourth fifth sixth".split()

PREPS = set("of in on with for between among against over from by at under to into across within about during after before through toward towards amid despite without beyond near along around since until behind throughout like as per via".split())
ADJS = set("""economic political military bilateral multilateral regional international humanitarian strategic national global nuclear diplomatic
new joint free open rules-based common shared mutual key major important strong close closer broad comprehensive lasting immediate full peaceful
territorial maritime civilian permanent temporary additional further continued recent ongoing possible potential serious grave deep
foreign domestic public private local federal central northern southern eastern western southeastern northwestern financial commercial digital
technical cultural judicial legal constitutional sovereign independent former senior top high low chief official special presidential
parliamentary democratic human historic annual virtual informal formal trilateral closed constructive productive candid frank
difficult large small long short urgent critical essential vital sustainable renewable clean medical basic illegal illicit unilateral
unprovoked deadly fatal massive fresh second-hand armed hostile stable secure prosperous inclusive credible effective
transparent reliable longstanding enduring durable robust active current latest next last past first second third fourth fifth sixth good great
better other several many few different similar main final initial early late heavy light mixed main innocent wounded-up hostage-free
ballistic conventional chemical cyber-free hypersonic naval aerial terrorist extremist separatist secret internal external environmental
agricultural industrial academic scientific electoral provisional interim vulnerable responsible unconditional verifiable irreversible
Islamic Western African Asian European Arab Arctic tense fragile timely substantive necessary relevant entire whole own unresolved
illegitimate unacceptable welcome preliminary concrete practical ambitious generous young old rural urban ethnic religious minor
preferential mineral interested parallel peacekeeping-free crucial steady wide wider significant broader greater largest biggest latest""".split())
COMPARATIVE = {"closer": "close", "better": "good", "wider": "wide", "broader": "broad", "greater": "great"}
SUPER = {"largest": "large", "biggest": "big", "latest": "late", "top": None}
PTAN = {"troops", "goods", "remarks_"}
IRRPL = {"people": "people", "children": "child", "women": "woman", "men": "man", "countries": "country", "crises": "crisis", "policemen": "policeman",
         "lives": "life", "media": "medium", "aircraft": "aircraft", "fishermen": "fisherman", "servicemen": "serviceman", "gunmen": "gunman", "schoolgirls": "schoolgirl"}
SINGS = set("progress crisis process access congress news politics business series gas headquarters bus press status terrorism focus basis loss mess address boss virus chaos emphasis distress unrest witness weakness illness crossroads readiness prowess".split())
def sg(w):
    lw = w.lower()
    if lw in IRRPL: return IRRPL[lw] if w.islower() else IRRPL[lw].capitalize()
    if lw in ("troops", "goods", "supplies"): return w
    if w.endswith("ies") and len(w) > 4: return w[:-3] + "y"
    if w.endswith(("sses", "shes", "ches", "xes")): return w[:-2]
    return w[:-1]
def isplural(w):
    lw = w.lower()
    if lw in IRRPL: return lw != "aircraft"
    return w.endswith("s") and not w.endswith("ss") and lw not in SINGS and not w.endswith(("us", "is"))
def noun(w, rel="dep"):
    if w.lower() in ("troops", "goods", "supplies"):
        n = N(w, w, "NOUN", "NNS", "Number=Ptan", rel); n.num = "Plur"; return n
    if isplural(w):
        n = N(w, sg(w), "NOUN", "NNS", "Number=Plur", rel); n.num = "Plur"; return n
    return N(w, w, "NOUN", "NN", "Number=Sing", rel)
ADJNAME = set("United National International Foreign European New Saudi General Federal Central Southern Eastern Northern Supreme Islamic Democratic Prime External African Asian Arab Nuclear Public Permanent Special Middle Great Red Black White Chief Popular Free Revolutionary High Human Economic Political Strategic Global Joint Pacific_ Korean_ Equatorial Indian_ Atlantic_ Western Holy Armed Continental Humanitarian Presidential Territorial Diplomatic Bilateral".split())
NPLUR = {"States": "State", "Nations": "Nation", "Emirates": "Emirate", "Affairs": "Affair", "Islands": "Island", "Forces": "Force", "Netherlands": None,
         "Philippines": None, "Rights": "Right", "Heights": "Height", "Relations": "Relation", "Refugees": "Refugee", "Guards": "Guard", "Brigades": "Brigade", "Houthis": "Houthi",
         "Chiefs": "Chief", "Conventions": "Convention", "Accords": "Accord", "Borders": "Border", "Services": "Service", "Communications": "Communication", "Operations": "Operation"}
def propn(w, rel="dep"):
    if w in NPLUR and NPLUR[w]:
        n = N(w, NPLUR[w], "PROPN", "NNPS", "Number=Plur", rel); return n
    if w in ("Netherlands", "Philippines"): return N(w, w, "PROPN", "NNPS", "Number=Ptan", rel)
    return N(w, w, "PROPN", "NNP", "Number=Sing", rel)
def adj(w, rel="amod"):
    if w in COMPARATIVE: return N(w, COMPARATIVE[w], "ADJ", "JJR", "Degree=Cmp", rel)
    if w in SUPER and SUPER[w]: return N(w, SUPER[w], "ADJ", "JJS", "Degree=Sup", rel)
    if w.lower() in ORD: return N(w, w.lower(), "ADJ", "JJ", "Degree=Pos|NumForm=Word|NumType=Ord", rel)
    return N(w, w, "ADJ", "JJ", "Degree=Pos", rel)
PARTS = {"displaced": "displace", "armed": None, "proposed": "propose", "planned": "plan", "disputed": "dispute", "occupied": "occupy", "detained": "detain",
         "expanded": "expand", "improved": "improve", "enhanced": "enhance", "renewed": "renew", "strengthened": "strengthen", "stalled": "stall", "frozen": "freeze",
         "sustained": "sustain", "organized": "organize", "alleged": "allege", "imported": "import", "sanctioned": "sanction", "contested": "contest", "wounded": "wound",
         "injured": "injure", "increased": "increase", "coordinated": "coordinate", "besieged": "besiege", "elected": "elect", "united_": None, "advanced": "advance"}
PARTG = {"growing": "grow", "continuing": "continue", "rising": "rise", "visiting": "visit", "ruling": "rule", "warring": "war", "emerging": "emerge", "neighboring": "neighbor",
         "deepening": "deepen", "escalating": "escalate", "existing": "exist", "remaining": "remain", "leading": "lead", "developing": "develop", "binding": "bind", "opposing": "oppose", "rotating": "rotate", "mounting": "mount"}
HYPHENS = {"long-term": ("j", "n"), "high-level": ("j", "n"), "low-level": ("j", "n"), "two-state": ("#", "n"), "two-day": ("#", "n"), "three-day": ("#", "n"), "five-year": ("#", "n"),
           "US-led": ("p", "d", "lead"), "Saudi-led": ("J", "d", "lead"), "Iran-backed": ("p", "d", "back"), "UN-backed": ("p", "d", "back"), "short-range": ("j", "n"),
           "long-range": ("j", "n"), "rules-based": ("n", "d", "base"), "peace-building": ("n", "N"), "state-owned": ("n", "d", "own"), "Russian-speaking": ("J", "g", "speak"),
           "20-year": ("#", "n"), "last-minute": ("j", "n"), "face-to-face": None, "Israeli-Palestinian": ("J", "J"), "Sino-Indian": ("J", "J"), "people-to-people": None,
           "US-China": ("p", "p"), "US-India": ("p", "p"), "India-Pakistan": ("p", "p"), "EU-Mercosur": ("p", "p"), "Russia-Ukraine": ("p", "p"), "anti-corruption": None,
           "US-Japan": ("p", "p"), "EU-China": ("p", "p"), "Franco-German": ("J", "J"), "Armenia-Azerbaijan": ("p", "p"), "Thai-Cambodian": ("J", "J"), "large-scale": ("j", "n"), "hard-won": ("a", "d", "win"),
           "China-Pakistan": ("p", "p"), "UK-France": ("p", "p"), "oil-rich": ("n", "j"), "war-torn": ("n", "d", "tear"), "Beijing-based": ("p", "d", "base"), "ceasefire-related": ("n", "d", "relate")}
def hyph(w):
    a, b = w.split("-"); spec = HYPHENS[w]
    def one(x, k, lem=None):
        if k == "j" or k == "J": return adj(x)
        if k == "a": return adv(x)
        if k == "n" or k == "N": return noun(x, "compound")
        if k == "#": return number(x)
        if k == "p": return propn(x, "compound")
        if k == "d": return N(x, lem, "VERB", "VBN", "Tense=Past|VerbForm=Part|Voice=Pass", "amod")
        if k == "g": return N(x, lem, "VERB", "VBG", "VerbForm=Ger", "amod")
    lem = spec[2] if len(spec) > 2 else None
    if w == "Russian-speaking": lem = "speak"
    first, second = one(a, spec[0]), one(b, spec[1], lem)
    if spec[1] in "nN": second.rel = "compound"
    if spec[0] in "Jp" and spec[1] in "Jp": first.rel = "compound"
    if spec[0] in "Jpn" and spec[1] in "dgj": first.rel = "compound"
    if spec[0] == "n" and spec[1] == "j": first.rel = "compound"
    first.R(punct("-")); second.L(first)
    return second

NATADJ = set()
def word(w):
    """One word of a noun phrase that is not its head (or may be): a node with its usual relation."""
    if w in HYPHENS and HYPHENS[w]: return hyph(w)
    if w in DET: return det(w)
    if w in POSS: return poss(w)
    if w in NUMW or w[0].isdigit(): return number(w)
    if w in PARTS and PARTS[w]: return N(w, PARTS[w], "VERB", "VBN", "Tense=Past|VerbForm=Part|Voice=Pass", "amod")
    if w in PARTG: return N(w, PARTG[w], "VERB", "VBG", "VerbForm=Ger", "amod")
    if w in ADJS or w in NATADJ or w.lower() in ORD: return adj(w)
    if w in ADJNAME: return N(w, w, "ADJ", "NNP", "Degree=Pos", "amod")
    if w[0].isupper(): return propn(w, "compound")
    return noun(w, "compound")

FLATNAMES = {"Sri Lanka", "Costa Rica", "El Salvador", "Abu Dhabi", "Addis Ababa", "Sierra Leone", "Burkina Faso", "Buenos Aires", "San Salvador", "Sharm Sheikh", "Port au Prince", "Kuala Lumpur",
             "Phnom Penh", "San José", "Puerto Rico", "Hong Kong", "Tel Aviv", "New Delhi_"}
def chunk(ws):
    s = " ".join(ws)
    for f in FLATNAMES:
        if s.endswith(f):
            k = len(f.split()); head = propn(ws[-k])
            for x in ws[-k+1:]: head.R(propn(x, "flat"))
            for x in ws[:-k]: head.L(word(x))
            return head
    h = ws[-1]
    if h in HYPHENS and HYPHENS[h]: head = hyph(h); head.rel = "dep"
    elif h in NUMW or h[0].isdigit(): head = number(h); head.num = "Plur"
    elif h[0].isupper() and h not in ADJNAME: head = propn(h)
    elif h[0].isupper(): head = propn(h)
    else: head = noun(h)
    if head.xpos == "NNPS" and h not in ("States", "Nations", "Emirates", "Netherlands", "Philippines", "Affairs"): head.num = "Plur"
    mods = [word(x) for x in ws[:-1]]
    for i in range(len(mods) - 2, -1, -1):      # 'foreign' of 'ministry' in 'foreign ministry spokesman'
        if (ws[i], ws[i+1]) in BOND: mods[i+1].F(mods[i]); mods[i] = None
    for m in mods:
        if m is not None: head.L(m)
    return head
BOND = {tuple(x.split()) for x in """foreign ministry|foreign policy|Foreign Affairs|External Affairs|human rights|Human Rights|free trade|National Security|air defense|Atomic Energy|military cooperation|strategic partnership|five-year cooperation|digital infrastructure|nuclear safety|public health|civil society|oil price|climate change|defense cooperation|border security|Rapid Support|State Department|peace process|national security|human resources""".split("|")}

def np(s):
    """Reads a phrase of our own notation: words; prepositions attach what follows to the noun before
    them ('^in' to the first noun); 'and' and ',' join the noun after to the noun before; X 's Y."""
    toks = s.split(); groups = []; cur = []
    for t in toks:
        if t.lstrip("^") in PREPS or t in ("and", "or", ",", "'s", ",and"):
            groups.append(cur); groups.append(t); cur = []
        else: cur.append(t)
    groups.append(cur)
    head = chunk(groups[0]); last = head; chain = [head]
    i = 1; conjhead = None
    while i < len(groups):
        op, ws = groups[i], groups[i+1]
        if op == "'s":
            p = chain[-1] if chain[-1] is last else last
            new = chunk(ws); own = last
            # possessor becomes leftmost dependent of the new head, which takes its place
            parent = None
            for c in chain:
                for side in (c.left, c.right):
                    if own in side: parent = (c, side)
            mark = N("'s", "'s", "PART", "POS", "_", "case")
            if own.form.endswith("s") and own.num == "Plur": mark = N("'", "'s", "PART", "POS", "_", "case")
            new.rel = own.rel
            if parent:
                side = parent[1]; side[side.index(own)] = new
                moved = [c for c in own.left if c.rel in ("case", "cc", "punct")]
                for c in moved: own.left.remove(c)
                for c in reversed(moved): new.F(c)
                k = sum(1 for c in new.left if c.rel in ("case", "cc", "punct"))
                own.R(mark); own.rel = "nmod:poss"; new.left.insert(k, own)
            else:
                head = new; own.R(mark); new.F(own, "nmod:poss")
            chain[chain.index(own)] = new; last = new
        elif op in ("and", "or", ",", ",and"):
            new = chunk(ws)
            base = conjhead or last
            if op in ("and", "or"): new.F(cc(op))
            elif op == ",": new.F(comma())
            else: new.F(cc("and")); new.F(comma())
            base.R(new, "conj"); conjhead = base; last = base if False else new
            chain.append(new)
            if base is head: head.num = "Plur"
        else:
            p = op.lstrip("^")
            new = chunk(ws); new.F(prep(p))
            base = head if op[0] == "^" else (conjhead or last)
            base.R(new, "nmod"); last = new; conjhead = None; chain.append(new)
        i += 2
    return head

# ------------------------------------------------------------------ names

COUNTRIES = """India:Indian China:Chinese Russia:Russian Iran:Iranian Israel:Israeli Egypt:Egyptian Turkey:Turkish France:French Germany:German Japan:Japanese
Pakistan:Pakistani Ukraine:Ukrainian Poland:Polish Greece:Greek Armenia:Armenian Azerbaijan:Azerbaijani Brazil:Brazilian Mexico:Mexican Kenya:Kenyan
Ethiopia:Ethiopian Nigeria:Nigerian Sudan:Sudanese Syria:Syrian Lebanon:Lebanese Jordan:Jordanian Qatar:Qatari Oman:Omani Iraq:Iraqi Yemen:Yemeni
Vietnam:Vietnamese Indonesia:Indonesian Malaysia:Malaysian Thailand:Thai Cambodia:Cambodian Australia:Australian Canada:Canadian Colombia:Colombian
Venezuela:Venezuelan Cuba:Cuban Chile:Chilean Argentina:Argentine Peru:Peruvian Serbia:Serbian Kosovo:Kosovar Georgia:Georgian Moldova:Moldovan
Belarus:Belarusian Finland:Finnish Sweden:Swedish Norway:Norwegian Denmark:Danish Spain:Spanish Italy:Italian Portugal:Portuguese Hungary:Hungarian
Romania:Romanian Morocco:Moroccan Algeria:Algerian Tunisia:Tunisian Libya:Libyan Rwanda:Rwandan Uganda:Ugandan Somalia:Somali Ghana:Ghanaian Mali:Malian
Niger:Nigerien Myanmar:Burmese Bangladesh:Bangladeshi Nepal:Nepali Afghanistan:Afghan Kazakhstan:Kazakh Uzbekistan:Uzbek Mongolia:Mongolian Cyprus:Cypriot
Lithuania:Lithuanian Estonia:Estonian Latvia:Latvian Guyana:Guyanese Haiti:Haitian Kuwait:Kuwaiti Bahrain:Bahraini Philippines:Philippine
Britain:British Austria:Austrian Belgium:Belgian Ireland:Irish Albania:Albanian Ecuador:Ecuadorian Panama:Panamanian Chad:Chadian Taiwan:Taiwanese
Switzerland:Swiss Bulgaria:Bulgarian Croatia:Croatian Angola:Angolan Zambia:Zambian Senegal:Senegalese Tanzania:Tanzanian Singapore:Singaporean""".split()
CADJ = dict(c.split(":") for c in COUNTRIES)
NATADJ |= set(CADJ.values()) | {"American", "Palestinian", "Korean", "Saudi", "Emirati", "Dutch", "Kurdish"}
MULTI = ["the United States", "the United Kingdom", "the United Arab Emirates", "Saudi Arabia", "South Korea", "North Korea", "South Africa", "Sri Lanka", "New Zealand",
         "Costa Rica", "El Salvador", "Burkina Faso", "South Sudan", "Ivory Coast", "the Netherlands", "the Philippines", "Papua New Guinea", "Equatorial Guinea", "Sierra Leone", "the Dominican Republic"]
SHORT = ["the US", "the UK", "the UAE", "the U.S.", "the DRC"]
CITIES = "Geneva Vienna Cairo Doha Riyadh Ankara Moscow Beijing Washington Brussels Nairobi Tehran Baghdad Damascus Kyiv Tbilisi Yerevan Baku Jakarta Hanoi Manila Seoul Tokyo Islamabad Kabul Dhaka Kathmandu Colombo Khartoum Juba Kampala Kigali Kinshasa Lagos Accra Dakar Tunis Algiers Rabat Madrid Lisbon Rome Athens Belgrade Pristina Warsaw Vilnius Helsinki Oslo Stockholm Copenhagen Berlin Paris London Ottawa Lima Bogotá Caracas Havana Santiago Brasília Canberra Wellington Astana Tashkent Muscat Amman Beirut Jerusalem Manama Harare Lusaka Maputo Luanda Goma Aleppo Idlib Kharkiv Odesa Mariupol Gaza Rafah Hodeidah Mosul Kirkuk Kandahar Peshawar Srinagar".split() 
CITIES2 = ["New York", "Abu Dhabi", "Addis Ababa", "New Delhi", "Kuala Lumpur", "Phnom Penh", "Buenos Aires", "Hong Kong", "Tel Aviv", "San Salvador", "Mexico City", "Panama City"]
REGIONS = ["the region", "the border", "the Middle East", "the Korean Peninsula", "the South China Sea", "the Gaza Strip", "the West Bank", "the Black Sea", "the Red Sea", "the Indo-Pacific",
           "the Horn of Africa", "the Sahel", "the Balkans", "the Caucasus", "the eastern province", "the disputed territory", "northern Ethiopia", "eastern Ukraine", "southern Lebanon", "northeastern Syria",
           "the Golan Heights", "the Taiwan Strait", "the capital", "the occupied territories", "the demilitarized zone", "western Sudan", "Central Asia", "Southeast Asia", "Latin America", "West Africa", "the Persian Gulf", "the Strait of Hormuz"]
HYPHENS["Indo-Pacific"] = None
ADJS |= {"northeastern", "demilitarized", "Dominican", "Korean"}
NATADJ.add("Dominican")
GIVEN = {"w": "Anna Marco Helen Peter Laura David Martin Sofia Karel Ingrid Thomas Annika Stefan Petra Jonas Emma Lars Nikola Andrius Mateusz Viktor Elina Catherine Robert James Michael Jessica Antony Wendy Linda Jake Victoria Rishi Penny Mélanie Jean-Noël_ Annalena Josep Giorgia Radosław Urmas Tanja Gabrielius Hadja Péter Ivan Igor Sergei Dmitry Maria Oleksii Mykola".split(),
         "a": "Mohammed Ahmed Faisal Khalid Hussein Ibrahim Abdullah Yousef Hassan Omar Salim Tariq Nabil Ali Mahmoud Ayman Samir Badr Anwar Fuad Karim Walid Ismail Najib Rania Hanan Lolwah Saeed Abbas Majid".split(),
         "s": "Luis Carlos José María Juan Diego Alicia Gustavo Miguel Ana Rafael Álvaro Javier Gabriela Ernesto Yván Celinda Alberto Bruno Mauro Fernando".split(),
         "c": "Wang Li Zhao Qin Liu Chen Hua Sun Xu Ma Nguyen Pham Tran Kim Park Lee Cho Choe Ri Bui Le".split(),
         "i": "Arjun Vikram Sanjay Meera Nirmala Rajesh Ravi Anil Harsh Priya Subrahmanyam Kiren Ashok Deepak Imran Bilawal Ishaq Shehbaz Hina Touhid Hasan Pradeep Dinesh Ali".split(),
         "f": "Kwame Amina Musalia Abiy Taye Bola Yusuf Oumar Fatou Naledi Cyril Moussa Adama Paul Vincent Abdoulaye Workneh Demeke Vicky Ronald Olivier".split(),
         "t": "Toshimitsu Yoko Takeshi Fumio Shigeru Yoshimasa Hakan Mevlüt Ersin Retno Sugiono Zambry Anwar Hishammuddin Enrique Theresa Wunna Prak Don Bayar".split()}
FAMILY = {"w": "Kowalski Hartmann Dendias Lindqvist Novák Moreau Sorensen Kallas Landsbergis Petrov Baerbock Sullivan Sherman Blinken Rubio Cleverly Lammy Whitmore Hollis Carrick Vance Aldridge Renard Vestergaard Tamm Ozols Szijjártó Sikorski Lavrov Kuleba Sybiha Ryabkov Marković Dačić Osmani Grlić Tajani Albrecht Fischer Costa Metsola Barrot Colonna Haavisto Valtonen Eide".split(),
          "a": "al-Safadi Al-Thani al-Sudani Shoukry Abdelatty Aboul-Gheit_ Hussein Al-Jubeir Albusaidi Bou-Habib_ Nasser Mansour Haddad Khoury Salman Mikdad Rahmani Zarif Araghchi Amir-Abdollahian_ Attaf Bourita Jhinaoui Lamamra el-Sisi Al-Zayani al-Yahya Qureshi Hariri".split(),
          "s": "Ebrard Bárcena Murillo Leyva Landa Arreaza Gil Cafiero Vieira Albares Bolaños Moreno Olivera Van-Klaveren_ Rodríguez Cárdenas Salazar Peña Mondino Fuentes Ortega".split(),
          "c": "Yi Wei Jing Gang Jintao Zheng Ping Chunying Lijian Mao Ning Weidong Jieyi Yong".split(),
          "i": "Jaishankar Singh Sharma Menon Doval Misri Kwatra Shringla Gokhale Puri Goyal Khan Dar Zardari Sharif Hossain Momen Mahmud Gyawali Peiris Sabry Rao".split(),
          "f": "Mudavadi Wetangula Ahmed Atske-Selassie_ Tinubu Onyeama Tuggar Pandor Lamola Faki Diop Sall Biruta Nduhungirehe Lutundula Gebeyehu Mbeki Okello Odongo Traoré Touray".split(),
          "t": "Motegi Hayashi Kishida Kamikawa Iwaya Fidan Çavuşoğlu Marsudi Saifuddin Manalo Lazaro Balakrishnan Sokhonn Pramudwinai Battsetseg Prabowo Widodo Maung".split()}
for d in (GIVEN, FAMILY):
    for k in d: d[k] = [x for x in d[k] if not x.endswith("_")]
SYL = "ba ka mo ri to na se vi lu da no ma ke ra sho ti gu fe lo za mi ne do ha vo ja le su".split(); SYLE = "n r s v k l t".split()
def invented(): return ("".join(pick(SYL) for _ in range(R.randint(2, 3))) + (pick(SYLE) if chance(.6) else "")).capitalize()
def namewords():
    k = pick("wwwasscciifftt")
    g, f = pick(GIVEN[k]), pick(FAMILY[k])
    if chance(.25): f = invented()
    if chance(.08): g = invented()
    r = R.random()
    if k == "c":
        if r < .55: return [g, f]
        if r < .75: return [g, pick(FAMILY["c"]), pick("Ho Hwa Jong Minh Son Yun Sok Il Suk Thu".split())]
        return [g, invented()]
    if k == "a" and r < .2: return [g, "bin", pick(GIVEN["a"]), "Al", pick("Saud Nahyan Thani Khalifa Maktoum Sabah Said".split())]
    if k == "a" and r < .3: return ["Abdel", "Fattah", "al-" + invented()]
    if k == "a" and r < .4: return [g, pick(GIVEN["a"]), f]
    if k == "s" and r < .35: return [g, pick(GIVEN["s"]), f] if chance(.5) else [g, f, pick(FAMILY["s"])]
    if k == "s" and r < .42: return [g, "de", "la", f]
    if k == "w" and r < .08: return [g, pick("van von de".split()), f]
    if r < .55: return [g, f]
    if r < .68: return [f] 
    if r < .82: return [pick("ABCDEFGHJKLMNPRSTVW") + ".", f]
    if r < .9: return [g, pick("ABCDEFGHJKLMNPRSTVW") + ".", f]
    return [g, f]
def flatname(ws):
    parts = []
    for w in ws:
        if "-" in w and w.split("-")[0].lower() in ("al", "el"):
            a, b = w.split("-"); parts += [a, "-", b]
        else: parts.append(w)
    head = propn(parts[0]); i = 1; pend = None
    while i < len(parts):
        if parts[i] == "-": pend = punct("-")
        else:
            x = propn(parts[i], "flat")
            if pend: x.L(pend); pend = None
            head.R(x)
        i += 1
    if len(parts) > 2 and parts[1] == "-":   # Al-Thani alone: the hyphen is under the head
        h = head.right[0]; p = h.left.pop(0); head.right.insert(0, p)
    head.gender = pick(["he", "he", "she"]); head.kind = "person"
    return head
def surname():
    while True:
        w = namewords()
        if len(w) == 2 and w[1][0].isupper() and "-" not in w[1]: return flatname([w[1]])

TITLES = ["Foreign Minister"] * 5 + ["Prime Minister"] * 4 + ["President"] * 4 + ["Defense Minister"] * 3 + ["Defence Minister", "Finance Minister", "Trade Minister", "Interior Minister", "Energy Minister",
          "Deputy Foreign Minister", "Deputy Prime Minister", "Vice President", "Ambassador", "Chancellor", "National Security Adviser", "Foreign Secretary", "External Affairs Minister", "Foreign Affairs Minister",
          "Minister of Foreign Affairs", "Minister of Defense", "State Minister", "Interior Secretary", "Army Chief", "Home Minister", "Premier", "Oil Minister", "Vice Premier", "Culture Minister", "Special Envoy",
          "Permanent Representative", "Parliament Speaker", "Crown Prince", "King", "Defence Secretary", "Trade Commissioner", "Deputy Defense Minister", "First Deputy Prime Minister"]
USTITLES = ["Secretary of State"] * 5 + ["Secretary of Defense", "Defense Secretary", "President", "Vice President", "Deputy Secretary of State", "Assistant Secretary of State", "Under Secretary of State", "Treasury Secretary",
            "Special Envoy", "Ambassador", "National Security Adviser", "Climate Envoy", "Senator", "Special Representative"]
ADJNAME |= {"Deputy_", "Special", "Assistant_", "Interior_"}
LTITLES = ["foreign minister"] * 3 + ["prime minister"] * 2 + ["president"] * 2 + ["defense minister", "government spokesman", "ministry spokesperson", "foreign ministry spokeswoman", "army chief", "opposition leader", "trade minister", "finance minister", "deputy foreign minister",
           "ambassador", "interior minister", "chief negotiator", "military spokesman", "special envoy", "parliament speaker", "security adviser", "rebel leader"]
ADJS |= {"prime"}
def title_node(s, native=None):
    n = np(s)
    return n
def person_full(lower=None):
    """Title and name: the first name is head."""
    name = flatname(namewords()); r = R.random()
    if lower is None: lower = chance(.15)
    if r < .12: t = title_node(pick(["Mr.", "Dr.", "Ambassador", "President", "Secretary", "Minister", "Prime Minister", "Chancellor", "General", "Senator", "Foreign Minister", "King", "Commissioner", "Judge", "Premier"])); name.F(t, "nmod:desc"); return name
    if r < .32:
        t = title_node(pick(USTITLES)); pre = pick(["US", "U.S.", "US", "UK"] if t.form != "x" else [])
        t.F(propn(pre, "compound")); name.F(t, "nmod:desc"); return name
    if r < .40:
        body = pick(["UN", "EU", "NATO", "IAEA", "African Union", "ASEAN", "Arab League", "OSCE", "UN", "Hamas"])
        ti = pick(["Secretary-General", "Secretary-General", "Special Envoy", "foreign policy chief", "Commissioner", "spokesman", "chief", "High Representative", "envoy", "Director General", "Chairperson", "spokesperson"])
        if ti == "Secretary-General":
            t = propn("Secretary"); t.R(punct("-")); t.R(N("General", "General", "ADJ", "NNP", "Degree=Pos", "amod"))
            # hyphen hangs on the word after it
            h = t.right.pop(0); t.right[0].L(h)
        elif ti == "Director General": t = propn("Director"); t.R(N("General", "General", "ADJ", "NNP", "Degree=Pos", "amod"))
        else: t = np(ti)
        b = chunk(body.split()); b.rel = "compound"; t.F(b); name.F(t, "nmod:desc"); return name
    if r < .44:
        c = pick(list(CADJ) + ["the United Nations", "the European Union", "South Korea", "Saudi Arabia", "South Africa", "Sri Lanka"])
        t = np(pick(["US Ambassador to %s", "Russian Ambassador to %s", "US Special Envoy for %s", "UN Special Representative for %s", "President of %s", "Minister of Foreign Affairs of %s", "Foreign Minister of %s", "Prime Minister of %s", "UN Special Envoy for %s", "British Ambassador to %s", "Chinese Ambassador to %s"]) % c)
        name.F(t, "nmod:desc"); return name
    if r < .49:
        c = pick(list(CADJ)); t = title_node(pick(LTITLES)); name.F(t, "nmod:desc"); p = propn(c, "nmod:poss"); p.R(N("'s", "'s", "PART", "POS", "_", "case")); name.F(p); return name
    c = pick(list(CADJ.values())); t = title_node(pick(LTITLES if lower else TITLES))
    a = adj(c) if chance(.93) else None
    if a is not None: t.F(a)
    if chance(.06): t.F(adj("former") if a is not None else adj("Former"))
    name.F(t, "nmod:desc")
    return name
def person_appos():
    """'the Indian foreign minister, S. X,' or 'S. X, the Indian foreign minister,': closing comma is the caller's job (tail)."""
    name = flatname(namewords()); ws = name
    if chance(.5):
        t = np(pick(["the ", ""]) + pick(list(CADJ.values())) + " " + pick(LTITLES)); 
        if t.left[0].upos != "DET": t.F(det("the"))
        t.R(name, "appos"); name.F(comma()); t.R(comma()); t.kind = "person"; t.gender = name.gender
        return t
    t = np("the " + pick(list(CADJ.values())) + " " + pick(LTITLES)) if chance(.6) else np(pick(["head of the delegation", "a spokesman for the ministry", "the leader of the opposition", "a senior adviser to the president", "the chief of the mission", "the president of the council", "a former ambassador to Moscow", "the chairman of the committee", "the governor of the province"]))
    t.F(comma()) if t.left and t.left[0].upos == "DET" else t.F(comma())
    name.R(t, "appos"); name.R(comma())
    return name
def the_leader():
    n = np("the " + pick(["", "former ", "ousted "])[:] .replace("ousted ", "") + pick(list(CADJ.values())) + " " + pick(["leader", "president", "strongman", "politician", "diplomat", "commander"]))
    n.R(flatname(namewords()), "appos"); n.kind = "person"; return n
def role():
    r = R.random()
    if r < .4: n = np("the " + pick(list(CADJ.values())) + " " + pick(LTITLES))
    elif r < .6: n = np(pick(["the Secretary", "the Foreign Minister", "the Prime Minister", "the President", "the Minister", "the Ambassador", "the Special Envoy", "the High Representative", "the Deputy Secretary"]))
    elif r < .75: n = np(pick(list(CADJ)) + " 's " + pick(LTITLES))
    elif r < .9: n = np(pick(["the minister", "the president", "the envoy", "the spokesman", "the ambassador", "the prime minister", "the spokeswoman", "a senior official", "an official", "the diplomat", "the general", "a government source"]))
    else: n = np(pick(["a spokesman", "a spokesperson", "the head", "a member", "the leader"]) + " " + pick(["for", "of"]) + " " + pick(["the foreign ministry", "the defense ministry", "the delegation", "the opposition", "the coalition", "the army", "the mission"]))
    n.kind = "person"; return n
def person():
    r = R.random()
    if r < .62: return person_full()
    if r < .72: return person_appos()
    if r < .78: return the_leader()
    if r < .86:
        n = surname(); return n
    return role()
def country(multi=True):
    r = R.random()
    if multi and r < .3: return np(pick(MULTI)) if r < .2 else np(pick(SHORT))
    c = pick(list(CADJ))
    if c == "Philippines": return np("the Philippines")
    return propn(c)
BODIES = ["the Security Council", "the General Assembly", "the African Union", "the European Union", "the United Nations", "the Arab League", "the European Commission", "NATO", "ASEAN", "the EU", "the UN", "the International Atomic Energy Agency", "the World Food Programme",
          "the International Criminal Court", "the Red Cross", "the World Bank", "the State Department", "the White House", "the Kremlin", "the Pentagon", "the Foreign Office", "the European Parliament", "the Council of Europe", "the Gulf Cooperation Council", "the G7", "the G20", "the Quad", "ECOWAS", "the OSCE", "Amnesty International", "the Human Rights Council", "the International Monetary Fund",
          "the Economic Community of West African States", "the UN Security Council", "the Ministry of Foreign Affairs", "the Ministry of Defense", "the Defense Ministry", "the Foreign Ministry", "the Shanghai Cooperation Organization", "the UN Refugee Agency", "the Norwegian Refugee Council"]
GROUPS = ["Hamas", "Hezbollah", "the Houthis", "the Taliban", "the rebels", "the militants", "separatist fighters", "government forces", "Israeli forces", "Russian troops", "armed groups", "the army", "the Syrian army", "Iran-backed militias", "the junta", "security forces", "police", "gunmen", "the Rapid Support Forces", "insurgents", "the US military", "the Saudi-led coalition", "Islamist militants", "border guards", "the coalition", "peacekeepers", "the air force"]
ADJS |= {"Islamist"}
def gov():
    c = pick(list(CADJ.values()))
    return np(pick(["the %s government", "the %s Foreign Ministry", "the %s parliament", "%s authorities", "%s officials", "the %s delegation", "the %s embassy", "the %s military", "the %s defense ministry", "%s lawmakers", "the %s side", "%s leaders", "the %s cabinet", "%s diplomats", "the %s opposition", "a %s court"]) % c)
def body(): return np(pick(BODIES))
def group():
    n = np(pick(GROUPS)); 
    if n.form == "police": n.num = "Plur"
    return n
def anaph(): return np(pick(["the two countries", "both sides", "the two leaders", "the parties", "the ministers", "the two ministers", "the leaders", "the two sides", "the delegations", "both countries", "the three countries", "member states", "the participants", "the foreign ministers", "the negotiators", "all parties", "all sides", "the United States and its allies", "Israel and its neighbors", "the international community", "Western governments", "the allies", "regional leaders"]))
def conj(a, *rest, serial=None, word="and"):
    rest = list(rest)
    if serial is None: serial = chance(.7)
    for i, b in enumerate(rest):
        if i == len(rest) - 1:
            b.F(cc(word))
            if len(rest) > 1 and serial: b.F(comma())
        else: b.F(comma())
        a.R(b, "conj")
    a.num = "Plur"; a.person = 3
    return a
def closed(n):
    """True where the phrase ends in the comma of an apposition."""
    return bool(n.right) and n.right[-1].form == ","
def unclose(n):
    if closed(n): n.right.pop()
    return n
def persons():
    r = R.random()
    if r < .16:
        a = person_full() if chance(.6) else surname(); c = np(pick(["his", "her", "his", "their"]) + " " + pick(list(CADJ.values()) + ["US", "UN", "EU"]) + " counterpart"); c.left[0].rel = "nmod:poss"; nm = flatname(namewords())
        if chance(.5): nm.F(comma()); nm.R(comma())
        c.R(nm, "appos"); return conj(a, c)
    if r < .22:
        a = conj(person_full(), person_full()); b = a.right[-1]
        k = next(i for i, x in enumerate(b.left) if x.rel == "cc"); w = N("as", "as", "ADV", "RB", "ExtPos=CCONJ", "cc"); w.R(N("well", "well", "ADV", "RB", "Degree=Pos"), "fixed"); w.R(N("as", "as", "ADP", "IN"), "fixed"); b.left[k] = w
        return a
    if r < .75: return conj(unclose_inner(person_full()), person_full())
    if r < .85: return conj(unclose(surname()), surname())
    return conj(role(), role())
def unclose_inner(n): return n
def countries():
    k = pick([2, 2, 2, 3, 3, 4])
    if chance(.08):
        a = conj(country(), country()); a.F(N("both", "both", "CCONJ", "CC", "_", "cc:preconj")); return a
    return conj(*[country() for _ in range(k)])
def actor():
    r = R.random()
    if r < .28: return person()
    if r < .40: return persons()
    if r < .56: return country()
    if r < .66: return countries()
    if r < .78: return body()
    if r < .92: return gov()
    return anaph()
def leaders(): return person() if chance(.7) else persons()

TOPICS = """the importance of a free and open Indo-Pacific|regional security|the situation in the region|bilateral trade and investment|the war in Gaza|the conflict in Sudan|climate change|energy security|maritime security|the peace process|human rights|food security|counterterrorism cooperation|the nuclear program
border security|migration|defense cooperation|recent developments in the Middle East|the implementation of the agreement|the humanitarian crisis in Yemen|economic cooperation|the release of hostages|efforts toward a ceasefire|the future of the alliance|the protection of civilians|freedom of navigation|critical minerals|supply chains|technology transfer|the rule of law|arms control
cooperation in trade , energy ,and defense|the stability of the Western Balkans|shared concerns about Iran|the reconstruction of Ukraine|the withdrawal of foreign troops|the safety of journalists|the need for a political solution|a two-state solution|the situation along the border|the fight against terrorism|the status of Jerusalem|a prisoner exchange|the delivery of humanitarian aid
visa rules|the grain deal|water resources|the security situation in northern Mali|recent tensions in the South China Sea|bilateral relations and regional issues|ways of cooperation|a range of issues|matters of mutual interest|issues of common concern|the upcoming summit|the latest developments in Ukraine|the threat of nuclear weapons|trade barriers|tariffs on steel|new investment in renewable energy|transnational crime|cyber security|the return of refugees|sustainable development|public health|the crisis in Haiti|nuclear nonproliferation|people 's rights
Israel 's right to_ exist|the global economy|the debt of developing countries|the territorial integrity of Ukraine|stability on the Korean Peninsula|security cooperation and intelligence sharing|the role of the United Nations|US-China relations|the Israeli-Palestinian conflict|India-Pakistan tensions|the normalization of relations with Turkey|food prices and energy supplies|long-term partnership|a comprehensive free trade agreement|the deployment of peacekeepers""".replace("\n", "|").split("|")
TOPICS = [t for t in TOPICS if "_" not in t]
ADJS |= {"upcoming", "transnational"}
THINGS = {
 "D": "an agreement|a ceasefire agreement|a peace deal|a memorandum of understanding|a trade deal|a defense pact|a joint statement|a security agreement|a new treaty|the accord|a five-year cooperation agreement|a free trade agreement|a joint declaration|an extradition treaty|a draft resolution|the nuclear deal|a roadmap for peace|a framework agreement|a strategic partnership agreement|a 20-year gas contract|an arms deal|a prisoner swap|a military cooperation agreement|the final communique|a power-sharing_ deal",
 "R": "bilateral relations|ties|defense ties|bilateral ties|diplomatic relations|economic cooperation|strategic partnership|relations|trade relations|security cooperation|the partnership|the alliance|friendly relations|closer ties|military ties|cultural exchanges|their strategic partnership|their cooperation|economic ties",
 "S": "sanctions|new sanctions|economic sanctions|fresh sanctions|an arms embargo|travel bans|visa restrictions|tariffs|trade restrictions|export controls|a travel ban|additional tariffs|financial sanctions|an oil embargo|a blockade|a no-fly_ zone|further sanctions|unilateral sanctions|import duties|asset freezes",
 "X": "humanitarian aid|military assistance|food aid|emergency relief|economic assistance|weapons|air defense systems|medical supplies|financial support|humanitarian assistance|military aid|technical support|fighter jets|arms|vaccines|emergency food supplies|training|loans|ammunition|relief supplies|development assistance|tanks and ammunition|food , water ,and medicine",
 "K": "the attack|an attack on the embassy|the invasion|the coup|the missile launch|the bombing of a hospital|airstrikes|the killing of civilians|the annexation|violence against civilians|the terrorist attack in Moscow|the use of force|the drone strikes|human rights violations|attacks on shipping|the arrest of opposition leaders|the nuclear test|the recent escalation|settlement expansion|hostile acts|the shelling of residential areas|the detention of journalists|threats against the court|election interference|the expulsion of diplomats",
 "M": "talks|a meeting|a summit|peace talks|a bilateral meeting|consultations|negotiations|an emergency session|a phone call|high-level talks|a conference on Syria|a round of talks|joint military exercises|a press conference|a video conference|the annual summit|direct talks|a trilateral meeting|closed-door_ talks|a working lunch|an emergency meeting|political consultations|naval drills",
 "V": "civilians|20 people|three soldiers|at-least_|five peacekeepers|dozens of people|hundreds of civilians|protesters|two aid workers|several journalists|villagers|12 policemen|thousands of refugees|opposition activists|nine fishermen|demonstrators|six militants|a senior commander|four hostages|aid workers|students|women and children",
 "W": "ballistic missiles|a drone|rockets|nuclear weapons|troops|warships|fighter jets|a short-range missile|artillery|a satellite|missiles and drones|additional troops|a naval task force|long-range missiles|an aircraft carrier|chemical weapons",
 "E": "the embassy|a consulate|the border crossing|the airport|a military base|government buildings|an oil facility|the airspace|the port|a police station|a hospital|a refugee camp|a power plant|the parliament building|a convoy|an ammunition depot|the front line|a bridge|a checkpoint",
 "F": "efforts|efforts toward peace|the peace process|a political solution|the proposal|the plan|the initiative|the decision|dialogue|a peaceful resolution of the dispute|the mediation efforts|a two-state solution|reform|the resolution|the candidacy of Finland|a ceasefire|the territorial integrity of Georgia|the idea|a diplomatic solution|UN-backed peace efforts|the appointment|the move|the offer|economic reforms|democratic reforms|the demands of the protesters|calls for restraint|the rules-based order|an independent investigation|an investigation into the incident|free and_ fair",
 "H": "concern|deep concern|appreciation|support|gratitude|condolences|regret|readiness|solidarity|alarm|outrage|satisfaction|hope",
 "Y": "the ambassador|the envoy|a diplomat|two diplomats|the military attaché|the chargé|the Russian ambassador|the Iranian envoy|the French ambassador|ten embassy staff",
 "O": "war|relations|a ceasefire|talks|restraint|dialogue|peace|an end to the violence|the release of the hostages|an immediate ceasefire|a resumption of talks|the withdrawal of troops|an independent inquiry|unity|new elections|the lifting of sanctions|international support|the resumption of negotiations|justice|political reform|better conditions|reparations|a probe into the killing",
 "Z": "elections|a referendum|a parliamentary vote|a demonstration|a rally|a strike|a military parade|a memorial ceremony",
 "N": "the president|the prime minister|the government|the military|the foreign minister|the ruling party",
}
THINGS = {k: [x for x in v.split("|") if "_" not in x] for k, v in THINGS.items()}
ADJS |= {"friendly", "residential", "fair"}
def amount():
    d = N("$", "$", "SYM", "$", "_", "compound"); big = N(pick(["million", "billion"]), "x", "NUM", "CD", "NumForm=Word|NumType=Card", "nummod"); big.lemma = big.form
    x = number(pick(["50", "100", "1.5", "2", "3.7", "200", "750", "40", "12"])); x.rel = "compound"; big.L(x); d.R(big); d.num = "Plur"; return d
def victims():
    r = R.random()
    if r < .35:
        w = number(pick(["20", "12", "35", "100", "17", "300", "40", "1,000", "five", "eight", "three"])); q = R.random()
        if q < .3: m = N("more", "more", "ADJ", "JJR", "Degree=Cmp|ExtPos=ADV", "advmod"); fixed(m, N("than", "than", "ADP", "IN")); w.L(m)
        elif q < .55: m = N("least", "least", "ADJ", "JJS", "Degree=Sup", "nmod"); m.L(prep("at")); w.L(m)
        elif q < .65: w.L(adv("nearly"))
        n = np(pick(["people", "civilians", "soldiers", "protesters", "policemen", "children", "refugees", "workers", "militants"])); n.F(w); return n
    return np(pick(THINGS["V"]))
BUSY = [False]
def topic():
    r = R.random()
    if r < .09 and not BUSY[0]:
        BUSY[0] = True
        n = np(pick(["the importance", "the possibility", "the need", "the idea", "the prospect", "the goal", "the challenge", "ways", "the option", "the benefits"])); g = vp("ing", depth=2, ger=True, allow=simple, lean=True); g.F(sconj("of")); n.R(g, "acl"); BUSY[0] = False; return n
    if r < .17 and not BUSY[0]:
        BUSY[0] = True
        n = np(pick(["ways", "steps", "efforts", "plans", "measures", "joint efforts", "opportunities", "the need", "proposals", "concrete steps", "options"])); n.R(vp("inf", depth=2, allow=simple, lean=True), "acl"); BUSY[0] = False; return n
    if r < .66: return np(pick(TOPICS))
    if r < .80:
        ns = R.sample(["trade", "energy", "defense", "security", "technology", "education", "agriculture", "health", "migration", "tourism", "climate change", "investment", "counterterrorism", "space", "infrastructure", "culture", "finance", "connectivity", "digital infrastructure", "maritime security", "nuclear safety", "arms control"], 3)
        n = np("%s in %s , %s %s %s" % (pick(["cooperation", "joint projects", "collaboration", "progress", "new opportunities"]), ns[0], ns[1], pick([",and", "and"]), ns[2])); return n
    if r < .9:
        h = np(pick(["the situation", "developments", "the crisis", "the conflict", "peace and stability", "tensions"])); x = place(False); x.F(prep("in")) ; 
        h.R(x, "nmod"); return h
    h = np(pick(["a range of issues", "a number of topics", "several regional issues", "issues of mutual concern", "a wide range of topics", "key priorities", "global challenges"]))
    x = np(", ".join([]) or pick(["trade , migration ,and security", "climate change and energy", "the war in Ukraine", "counterterrorism and border security", "the situation in Gaza", "food security and public health"]))
    x.F(prep("including")); x.F(comma()); h.R(x, "nmod"); h.R(comma()); return h
def place(city=True):
    r = R.random()
    if city and r < .55: return propn(pick(CITIES))
    if city and r < .65: return np(pick(CITIES2))
    if r < .85: return np(pick([x for x in REGIONS if x not in ("the border",)]))
    return country()
def inplace():
    r = R.random()
    if r < .5: n = propn(pick(CITIES)); n.F(prep("in")); return n
    if r < .6: n = np(pick(CITIES2)); n.F(prep("in")); return n
    if r < .68: n = propn(pick(CITIES)); n.F(prep("in")); a = country(False); a.F(comma()); n.R(a, "appos"); n.R(comma()); return n
    if r < .9: n = np(pick(["the White House", "the Foreign Ministry", "the presidential palace", "the United Nations", "the UN headquarters", "the Kremlin", "the Munich Security Conference", "the State Department", "the G20 summit", "the border", "the airport", "the ASEAN summit"])); n.F(prep("at")); return n
    n = place(False); n.F(prep("in")); return n
MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
def date():
    d = number(str(R.randint(1, 30))); d.rel = "dep"; m = propn(pick(MONTHS), "nmod:unmarked")
    if chance(.75): d.L(m)
    else: d.R(m)
    if chance(.35):
        y = number(str(R.randint(1990, 2026))); y.rel = "nmod:unmarked"
        if d.left: y.L(comma()); d.R(y)
        else: m.R(y)
    return d
def timep():
    """(node, relation)"""
    r = R.random()
    if r < .33: n = propn(pick(DAYS)); n.F(prep("on")); return n, "obl"
    if r < .50: return propn(pick(DAYS)), "obl:unmarked"
    if r < .60: n = date(); n.F(prep("on")); return n, "obl"
    if r < .68:
        n = propn(pick(MONTHS)); n.F(prep("in"))
        if chance(.5): y = number(str(R.randint(2001, 2026))); n.R(y, "nmod:unmarked")
        return n, "obl"
    if r < .76: return np(pick(["today", "yesterday", "today", "tomorrow"])), "obl:unmarked"
    if r < .88: return np(pick(["this", "last", "next"]) + " " + pick(["week", "month", "year"])), "obl:unmarked"
    if r < .93: n = np(pick(["this week", "this month", "this year"])); e = adv("earlier"); e.R(n, "obl:unmarked"); return e, "advmod"
    if r < .97: n = number(str(R.randint(1990, 2026))); n.F(prep("in")); return n, "obl"
    n = np(pick(DAYS) + " " + pick(["morning", "evening", "night"])); n.F(prep("on")); return n, "obl"
def pasttime():
    while True:
        n, rel = timep()
        if any(x.form in ("tomorrow", "next") for x in n.walk()): continue
        return n, rel

# ------------------------------------------------------------------ verbs

IRR = {"spread": ("spread", "spread"), "stand": ("stood", "stood"), "lay": ("laid", "laid"), "hold": ("held", "held"), "meet": ("met", "met"), "say": ("said", "said"), "tell": ("told", "told"), "make": ("made", "made"), "take": ("took", "taken"), "give": ("gave", "given"), "send": ("sent", "sent"), "lead": ("led", "led"),
       "seek": ("sought", "sought"), "withdraw": ("withdrew", "withdrawn"), "begin": ("began", "begun"), "break": ("broke", "broken"), "bring": ("brought", "brought"), "build": ("built", "built"), "fight": ("fought", "fought"), "shoot": ("shot", "shot"), "win": ("won", "won"),
       "strike": ("struck", "struck"), "speak": ("spoke", "spoken"), "cut": ("cut", "cut"), "put": ("put", "put"), "set": ("set", "set"), "leave": ("left", "left"), "lose": ("lost", "lost"), "overthrow": ("overthrew", "overthrown"), "freeze": ("froze", "frozen"), "agree": ("agreed", "agreed"),
       "undertake": ("undertook", "undertaken"), "uphold": ("upheld", "upheld"), "hit": ("hit", "hit"), "fall": ("fell", "fallen"), "arrive": ("arrived", "arrived"), "pay": ("paid", "paid"), "find": ("found", "found"), "grow": ("grew", "grown"), "rise": ("rose", "risen"), "become": ("became", "become"),
       "remain": ("remained", "remained"), "have": ("had", "had"), "be": ("was", "been"), "sell": ("sold", "sold"), "buy": ("bought", "bought"), "drive": ("drove", "driven"), "pull": ("pulled", "pulled"), "keep": ("kept", "kept"), "read": ("read", "read"), "write": ("wrote", "written"), "forgive": ("forgave", "forgiven"), "choose": ("chose", "chosen"), "come": ("came", "come"), "go": ("went", "gone"), "see": ("saw", "seen"), "flee": ("fled", "fled")}
DOUBLE = set("ban stop plan commit permit transfer refer admit control drop rob regret cut put set hit win begin strip confer compel expel step propel".split()) - {"control_"}
def inflect(v, form):
    if form == "VB" or form == "VBP": return v
    if form == "VBZ":
        if v.endswith("y") and v[-2] not in "aeou": return v[:-1] + "ies"
        if v.endswith(("s", "sh", "ch", "x", "z", "o")): return v + "es"
        return {"have": "has", "be": "is"}.get(v, v + "s")
    if form == "VBG":
        if v.endswith("ee"): return v + "ing"
        if v.endswith("ie"): return v[:-2] + "ying"
        if v.endswith("e") and v != "be": return v[:-1] + "ing"
        if v in DOUBLE: return v + v[-1] + "ing"
        return v + "ing"
    if v in IRR: return IRR[v][0 if form == "VBD" else 1]
    if v.endswith("e"): return v + "d"
    if v.endswith("y") and v[-2] not in "aeou": return v[:-1] + "ied"
    if v in DOUBLE: return v + v[-1] + "ed"
    return v + "ed"
def fin(num, tense, person=3): return "Mood=Ind|Number=%s|Person=%d|Tense=%s|VerbForm=Fin" % (num, person, tense)
def vform(lemma, form, num="Sing", person=3, upos="VERB", passive=False, ger=False):
    if form == "VBD": f = fin(num, "Past", person)
    elif form in ("VBZ", "VBP"): f = fin(num, "Pres", person)
    elif form == "VB": f = "VerbForm=Inf"
    elif form == "VBG": f = "VerbForm=Ger" if ger else "Tense=Pres|VerbForm=Part"
    else: f = "Tense=Past|VerbForm=Part" + ("|Voice=Pass" if passive else "")
    w = inflect(lemma, form)
    if lemma == "be":
        w = {"VBD": "was" if num == "Sing" else "were", "VBZ": "is", "VBP": "am" if person == 1 and num == "Sing" else "are", "VB": "be", "VBG": "being", "VBN": "been"}[form]
    return N(w, lemma, upos, form, f)
def aux(lemma, form, num="Sing", person=3, rel="aux"):
    n = vform(lemma, form, num, person, "AUX"); n.rel = rel; return n
def modal(w): return N(w, w, "AUX", "MD", "VerbForm=Fin", "aux")
def pres(num, person=3): return "VBZ" if num == "Sing" and person == 3 else "VBP"

# frames: slots o= i= PREP= n.PREP= (on the object) x (to-infinitive) g (gerund xcomp) c (that-clause) s.PREP (gerund advcl) prt=
VERBS = """
meet with=A|meet o=P|discuss o=T|discuss o=T with=A|discuss g|hold o=M|hold o=M n.with=A|hold o=M n.on=T|hold o=Z|host o=M|host o=P for=M|convene o=M|attend o=M|join o=M|boycott o=M|cancel o=M|postpone o=M|resume o=M|suspend o=M|open o=M|chair o=M|end o=M|conclude o=M n.with=A
sign o=D|sign o=D n.with=A|ratify o=D|approve o=D|reject o=D|violate o=D|endorse o=D|implement o=D|negotiate o=D|negotiate o=D n.with=A|finalize o=D|announce o=D|welcome o=D|adopt o=D|reach o=D|reach o=D n.on=T|denounce o=D|abandon o=D|draft o=D|review o=D
strengthen o=R|deepen o=R|expand o=R n.with=C|restore o=R n.with=C|sever o=R n.with=C|establish o=R n.with=C|improve o=R|normalize o=R n.with=C|enhance o=R|build o=R|promote o=R n.with=C|upgrade o=R|downgrade o=R n.with=C|maintain o=R|cut prt=off o=R n.with=C|break prt=off o=R n.with=C|advance o=R|consolidate o=R
impose o=S on=C|impose o=S on=B over=K|lift o=S n.on=C|ease o=S n.on=C|suspend o=S n.on=C|announce o=S n.against=C|extend o=S n.against=C|tighten o=S n.on=C|oppose o=S n.on=C|threaten o=S n.against=C|face o=S over=K|evade o=S|circumvent o=S|remove o=S
provide o=X to=C|provide C_with|send o=X to=C|deliver o=X to=L|supply o=X to=C|suspend o=X to=C|pledge o=X to=C|offer o=X to=C|give o=X to=C|receive o=X from=C|request o=X from=C|seek o=X from=C|increase o=X to=C|cut prt=off o=X to=C|approve o=X for=C|donate o=X to=C|transfer o=X to=C|block o=X|announce o=X n.for=C|pledge o=$ n.in=X|provide o=$ n.in=X|announce o=$ n.in=X|release o=$ for=X
condemn o=K|denounce o=K|criticize o=A over=K|blame o=A for=K|accuse o=A s.of|condemn o=K n.in=L|deplore o=K|protest o=K|investigate o=K|criticize o=A s.for|blame o=A s.for|warn against=K|warn of=K|justify o=K|deny o=K|deny g|punish o=A for=K|thank o=A for=X|thank o=A s.for|praise o=A for=F|commend o=A for=F|congratulate o=A on=D|apologize for=K|respond to=K with=S|retaliate against=A|react to=K|sue o=A over=K
call for=O|call upon=A x|tell i=reporters c|tell i=media c|focus s.on|lead s.to|discuss g|discuss g|discuss g|call for=O n.in=L|call on=A x|urge i=A x|ask i=A x|order o=G x|invite o=A x|encourage o=A x|press o=A x|tell i=A c|warn i=A c|assure i=A c|inform i=A c|remind i=A c|persuade i=A x|convince i=A x|allow i=A x|force o=A x|help o=A x|appeal to=A x|appeal to=A for=X|demand o=O|demand o=F|demand c|urge o=O|insist on=O|push for=O|press for=O|advise i=A x|require o=A x|expect o=A x|permit o=A x|enable o=A x|compel o=A x
support o=F|back o=F|oppose o=F|reject o=F|welcome o=F|endorse o=F|praise o=F|undermine o=F|criticize o=F|discuss o=F|present o=F|propose o=F|accept o=F|block o=F|veto o=F|consider o=F|launch o=F|defend o=F|coordinate o=F|facilitate o=F|promote o=F|advance o=F|hail o=F|dismiss o=F|reaffirm o=H n.for=F|express o=H n.for=F|express o=H n.over=K|express o=H n.about=T|convey o=H n.over=K|voice o=H n.over=T|underscore o=T|emphasize o=T|highlight o=T|reiterate o=H n.for=F|stress o=T|stress c|raise o=T|raise o=T with=A|address o=T|review o=T|consider g|underline o=T|outline o=F|recall o=D|note o=T|exchange o=views n.on=T|take o=part in=M|play o=role n.in=F
agree x|agree on=D|agree to=D|agree c|decide x|refuse x|plan x|seek x|vow x|pledge x|promise x|threaten x|offer x|attempt x|fail x|continue x|aim x|intend x|want x|hope x|start g|stop g|continue g|begin x|try x|prepare x|commit to=F|commit s.to|look adv=forward s.to|work with=A x|work on=T|cooperate with=A on=T|collaborate on=T|focus on=T|speak with=A about=T|speak to=reporters|talk to=A|consult with=A on=T|engage with=A on=T|negotiate with=A over=T|participate in=M|serve as=role2|withdraw from=D|withdraw o=W from=L|leave o=for|resort to=K|depend on=X|rely on=X|contribute to=F|adhere to=D|comply with=D|object to=F|vote for=D|vote against=D|abstain from=Z|arrive in=L for=M|travel to=L for=M|visit o=L|visit o=L for=M|return to=L|return from=L|stand by=C|side with=C|ally with=C|intervene in=L|mediate between=CC|apologize to=A for=K|succeed s.in|succeed N_as|insist c|believe c|argue c|claim c|confirm c|deny c|acknowledge c|admit c|declare c|announce c|note c|add c|warn c|reiterate c|say c|report c|stress c|emphasize c|suggest c|hope c|reveal c|maintain c
deploy o=W to=L|launch o=W|fire o=W at=E|test o=W|attack o=E|bomb o=E|strike o=E in=L|seize o=E|storm o=E|besiege o=E|shell o=E|destroy o=E|close o=E|reopen o=E|guard o=E|capture o=E|evacuate o=V from=L|kill o=V in=L|wound o=V|arrest o=V|detain o=V|release o=V|abduct o=V|shoot prt=down o=W|intercept o=W|withdraw o=W|station o=W in=L|develop o=W|acquire o=W|sell o=W to=C|export o=W to=C|move o=W to=L|clash with=G in=L|fight G_|advance toward=L|retreat from=L|cross into=C|invade o=C|occupy o=L|target o=E|protect o=V from=K|rescue o=V from=L|displace o=V|injure o=V|torture o=V|execute o=V|overthrow o=N|oust o=N|mobilize o=W|carry prt=out o=airstrikes n.on=E|ransack o=E|defend o=L|disarm o=G|surrender to=G|train o=G
expel o=Y|recall o=Y|summon o=Y|summon o=Y over=K|appoint o=Y|receive o=P at=E|host o=P|greet o=P|dismiss o=P|replace o=P|nominate o=P for=F|extradite o=P to=C|release o=V from=prison|sentence o=V to=years|deport o=V to=C|grant o=asylum to=V|recognize o=C|recognize o=P as=president|designate o=G as=organization|prevent o=A s.from|stop o=A s.from|discourage o=A s.from|dissuade o=A s.from|assist o=A s.in|isolate o=C|monitor o=Z|observe o=Z|organize o=Z|stage o=Z|disrupt o=Z|postpone o=Z|win o=Z|fund o=F|finance o=F|monitor o=F
protest against=F|march to=E|demonstrate against=N|rally in=L|strike over=F|resign over=K|resign|step prt=down over=K|take o=office|assume o=presidency|swear_|extend o=invitation to=P|pay o=visit n.to=L|lay o=wreath|deliver o=speech at=M|deliver o=message to=P|issue o=statement n.on=T|hand prt=over o=V to=G|repatriate o=V|resettle o=V|shelter o=V|sign prt=off|ban o=W|ban o=V|regulate o=X|boost o=R|intensify o=F|step prt=up o=F|accelerate o=F|complete o=F|revive o=D|salvage o=D|honor o=D|breach o=D|renegotiate o=D|terminate o=D|scrap o=D|ditch_|endanger o=V|threaten o=V|jeopardize o=F|derail o=M|torpedo_|broker o=D between=CC|brief o=A on=T|consult o=A|notify o=A about=T|represent o=C at=M|pressure o=A x|lobby_|mark o=anniversary|commemorate o=victims|celebrate o=victory|hail o=D as=step|describe o=K as=provocation|regard o=D as=step|view o=K as=threat|mourn o=V|link o=F to=D|condition_|tie o=X to=F|resolve o=dispute n.with=C|settle o=dispute n.with=C|defuse o=tensions n.with=C|escalate o=tensions n.with=C|end o=dispute|share o=intelligence with=C|coordinate with=A on=T|partner with=A on=T|confer with=A|clash over=T|differ on=T|disagree on=T|disagree with=A over=T
""".replace("\n", "|")
FIX = {"media": ["state television", "the BBC", "a news conference", "parliament", "lawmakers", "state media"], "views": "views", "part": "part", "role": ["a key role", "a leading role", "a constructive role", "an important role"], "reporters": ["reporters", "journalists"], "role2": ["mediator", "a mediator", "a bridge", "chair of the group", "ambassador to Cairo"], "prison": "prison",
       "years": ["ten years in prison", "15 years", "life"], "asylum": "asylum", "president": ["president", "interim president", "the legitimate president"], "organization": ["a terrorist organization", "a terrorist group"], "office": "office", "presidency": ["the presidency", "the rotating presidency"],
       "invitation": ["an invitation"], "visit": ["a visit", "an official visit", "a state visit", "a two-day visit", "a surprise visit"], "wreath": "a wreath", "speech": ["a speech", "the keynote speech", "remarks"], "message": ["a message", "a letter", "a personal message"], "statement": ["a statement", "a joint statement"],
       "airstrikes": ["airstrikes", "attacks", "drone strikes", "raids", "an operation"], "anniversary": ["the anniversary", "the tenth anniversary", "the anniversary of the treaty"], "victims": ["the victims", "the victims of the war", "the dead soldiers"], "victory": ["the victory", "independence"], "step": ["a major step", "an important step", "a historic step", "a step toward peace"],
       "provocation": ["a provocation", "an act of war", "a violation of international law", "unacceptable interference"], "threat": ["a threat", "a serious threat to peace"], "dispute": ["the border dispute", "a trade dispute", "the dispute", "the maritime dispute"], "tensions": ["tensions"], "intelligence": ["intelligence", "information", "satellite images"]}
ADJS |= {"legitimate", "dead", "tenth", "direct", "separate", "repeated", "surprise_", "personal"}
def parse_frames():
    out = []
    for s in VERBS.split("|"):
        s = s.strip()
        if not s or "_" in s: continue
        if s in ("leave o=for",): continue
        p = s.split(); out.append((p[0], p[1:]))
    return out
FRAMES = parse_frames()
ACTORV = set("deploy launch fire test attack bomb strike seize storm besiege shell destroy close capture shoot intercept kill wound abduct clash cross advance retreat occupy invade disarm carry ransack injure torture execute overthrow oust displace".split())
def arg(cat, depth=0):
    if cat == "A":
        n = actor2() ; return n
    if cat == "P": return unclose2(person())
    if cat == "C": return country() if chance(.85) else countries()
    if cat == "CC": return conj(country(), country())
    if cat == "B": return body() if chance(.4) else country()
    if cat == "G": return group()
    if cat == "L": return place()
    if cat == "T": return topic()
    if cat == "V": return victims()
    if cat == "$": d = amount(); return d
    if cat in FIX: return np(FIX[cat] if isinstance(FIX[cat], str) else pick(FIX[cat]))
    return np(pick(THINGS[cat]))
def unclose2(n):  # sentence-final or before a modifier: keep the closing comma only where more follows; callers strip
    return n
def actor2():
    r = R.random()
    if r < .3: n = person_full()
    elif r < .35: n = role()
    elif r < .42: n = persons()
    elif r < .64: n = country()
    elif r < .70: n = countries()
    elif r < .82: n = body()
    elif r < .92: n = gov()
    elif r < .94: n = person_appos()
    else: n = anaph()
    return n

def vp(form, num="Sing", person=3, depth=0, frame=None, passive=False, adverb=None, neg=False, ger=False, allow=None, group_ok=False, subj_group=False, lean=False):
    """A verb with its complements. form: past pres perf pastperf prog pastprog will modal inf ing
    Returns the head; auxiliaries on its left, complements on its right."""
    if frame is None:
        while True:
            v, slots = pick(FRAMES)
            if depth >= 2 and any(s in ("c", "x", "g") or s.startswith("s.") for s in slots): continue
            if depth == 1 and any(s in ("c",) for s in slots): continue
            if subj_group and v not in ACTORV: continue
            if not subj_group and v in ACTORV and chance(.8): continue
            if allow and not allow(v, slots): continue
            if lean and len(slots) > 2: continue
            break
    else: v, slots = frame
    if passive: main = vform(v, "VBN", passive=True)
    elif form == "past": main = vform(v, "VB" if neg else "VBD", num, person)
    elif form == "pres": main = vform(v, "VB" if neg else pres(num, person), num, person)
    elif form in ("perf", "pastperf"): main = vform(v, "VBN")
    elif form in ("prog", "pastprog"): main = vform(v, "VBG")
    elif form == "ing": main = vform(v, "VBG", ger=ger)
    else: main = vform(v, "VB")
    notw = [adv("not")] if neg else []
    if passive:
        be = {"past": [aux("be", "VBD", num, person, "aux:pass")] + notw, "pres": [aux("be", pres(num, person), num, person, "aux:pass")] + notw,
              "perf": [aux("have", pres(num, person), num, person)] + notw + [aux("be", "VBN", rel="aux:pass")],
              "will": [modal("will")] + notw + [aux("be", "VB", rel="aux:pass")], "inf": [to(), aux("be", "VB", rel="aux:pass")],
              "modal": [modal(pick(["could", "should", "must", "may"]))] + notw + [aux("be", "VB", rel="aux:pass")],
              "prog": [aux("be", pres(num, person), num, person), aux("be", "VBG", rel="aux:pass")], "acl": []}[form]
        for a in be: main.L(a)
    elif form in ("past", "pres") and neg:
        main.L(aux("do", "VBD" if form == "past" else pres(num, person), num, person)); main.L(notw[0])
        a = main.left[0]; a.form = "did" if form == "past" else ("does" if pres(num, person) == "VBZ" else "do")
    elif form == "perf": main.L(aux("have", pres(num, person), num, person)); [main.L(x) for x in notw]
    elif form == "pastperf": main.L(aux("have", "VBD", num, person)); [main.L(x) for x in notw]
    elif form == "prog": main.L(aux("be", pres(num, person), num, person)); [main.L(x) for x in notw]
    elif form == "pastprog": main.L(aux("be", "VBD", num, person)); [main.L(x) for x in notw]
    elif form == "will": main.L(modal("will")); [main.L(x) for x in notw]
    elif form == "modal": main.L(modal(pick(["would", "could", "may", "should", "must", "would", "can"]))); [main.L(x) for x in notw]
    elif form == "inf": 
        if neg: main.L(adv("not"))
        main.L(to())
    if adverb and not neg:
        k = 1 if main.left and main.left[0].upos == "AUX" else len(main.left)
        main.left.insert(k, adv(adverb))
    obj = None; tail = []
    for s in slots:
        if "=" in s:
            k, cat = s.split("=")
            if k == "prt": main.R(N(cat, cat, "ADP", "RP", "_", "compound:prt")); continue
            if k == "adv": main.R(adv(cat)); continue
            if k == "o":
                if passive: continue
                obj = arg(cat); main.R(obj, "obj"); continue
            if k == "i":
                if passive: continue
                main.R(arg(cat), "iobj"); continue
            a = arg(cat)
            if k.startswith("n."):
                a.F(prep(k[2:]))
                if passive: a.rel = "nmod"; main.tail = a     # the caller hangs it on the subject
                elif obj is None: main.R(a, "obl")
                else: obj.R(a, "nmod")
            else: a.F(prep(k)); main.R(a, "obl")
        elif s == "x": main.R(vp("inf", depth=depth + 1, lean=True, allow=simple), "xcomp")
        elif s == "g": main.R(vp("ing", depth=depth + 1, ger=True, lean=True, allow=simple), "xcomp")
        elif s.startswith("s."):
            g = vp("ing", depth=depth + 1, lean=True, allow=simple); g.F(sconj(s[2:])); main.R(g, "advcl")
        elif s == "c":
            x = clause(depth + 1)
            if chance(.75): x.F(sconj("that"))
            main.R(x, "ccomp")
    main.kind = "v"
    return main
NOINF = set("meet face violate evade circumvent jeopardize derail deny justify claim fail deplore admit fall endanger threaten".split())
def simple(v, slots): return v not in NOINF and not any(s in ("c",) for s in slots)

def subj_attach(v, s, passive=False):
    v.F(s, "nsubj:pass" if passive else "nsubj"); return v
TENSES = ["past"] * 6 + ["pres"] * 2 + ["perf"] * 3 + ["will"] * 2 + ["modal", "prog", "pastprog", "pastperf"]
ADVS = ["also", "also", "strongly", "repeatedly", "jointly", "again", "formally", "recently", "publicly", "reportedly", "immediately", "officially", "quickly", "still", "firmly", "clearly", "briefly", "warmly", "once"]
ADVS.remove("once")
def relclause(n):
    """A relative clause on a noun phrase."""
    w = "who" if n.kind == "person" else pick(["which", "that"])
    v = vp(pick(["past", "perf", "pres"]), n.num, depth=2, allow=simple, lean=True)
    rp = N(w, w, "PRON", "WP" if w == "who" else "WDT", "PronType=Rel"); v.F(rp, "nsubj")
    nonr = w != "that"
    if nonr and chance(.8):
        v.F(comma()); n.R(v, "acl:relcl"); n.R(comma())
    else: n.R(v, "acl:relcl")
    return n
def passive_clause(depth=0):
    ok = [f for f in FRAMES if f[1] and f[1][0].startswith("o=") and f[1][0][2:] in "ADSXKMVWEFYTGZPC" and not any(s in ("x", "g", "c") or s.startswith("s.") or s.startswith("adv") for s in f[1]) and f[0] not in ("want", "face", "visit", "win", "resolve")]
    v, slots = pick(ok); cat = slots[0][2:]
    s = arg(cat); num = s.num
    form = pick(["past"] * 5 + ["perf", "perf", "will", "modal", "prog", "pres"])
    m = vp(form, num, frame=(v, slots), passive=True, adverb=pick(ADVS) if chance(.12) else None, neg=form not in ("prog",) and chance(.04))
    if chance(.62):
        ag = (group() if v in ACTORV and chance(.6) else actor2()); ag.F(prep("by"))
        pos = pick([0, len(m.right)]) if m.right else 0
        while m.right[:pos] and m.right[pos-1].rel == "compound:prt": break
        if pos == 0 and m.right and m.right[0].rel == "compound:prt": pos = 1
        m.right.insert(pos, ag); ag.rel = "obl:agent"
    if m.tail is not None: s.R(m.tail)
    return subj_attach(m, s, True)
def copular(depth=0):
    r = R.random(); s = actor2() if r < .6 else np(pick(THINGS["D"] + THINGS["M"] + THINGS["K"]))
    t = pick(["past", "pres", "pres", "perf", "will", "modal"])
    if r < .35:
        h = np(pick(["a key partner", "an important ally", "a member of NATO", "a founding member of the bloc", "a close friend of India", "a signatory to the convention", "party to the treaty", "one of the largest donors", "a reliable partner in the region", "a top priority"])) if s.num == "Sing" else np(pick(["key partners", "close allies", "members of the bloc", "strategic partners", "neighbors"]))
        for x in h.walk():
            if x.form == "founding": x.upos, x.xpos, x.lemma, x.feats, x.rel = "VERB", "VBG", "found", "VerbForm=Ger", "amod"
            if x.form == "one": x.upos, x.xpos, x.feats = "NUM", "CD", "NumForm=Word|NumType=Card"
    elif r < .6:
        h = adj(pick(["ready", "willing", "unable", "determined", "likely", "unlikely", "prepared", "eager", "reluctant", "free", "able"])); h.R(vp("inf", depth=1, allow=simple, lean=True), "xcomp")
    elif r < .75 : h = adj(pick(["unacceptable", "illegal", "historic", "constructive", "productive", "crucial", "controversial", "inevitable", "important", "necessary"]))
    else: 
        h = np(pick(["a violation of international law", "a step in the right direction", "a threat to regional peace", "the result of long negotiations", "a clear signal to the region", "a serious mistake", "part of the agreement", "the only way", "an important milestone"]))
    for x in h.walk():
        if x.form in ("right", "clear", "only", "important", "serious") and x.rel == "compound": x.upos, x.xpos, x.feats, x.rel = "ADJ", "JJ", "Degree=Pos", "amod"
    if t in ("past", "pres"): pre = [aux("be", "VBD" if t == "past" else pres(s.num), s.num, rel="cop")]
    elif t == "perf": pre = [aux("have", pres(s.num), s.num), aux("be", "VBN", rel="cop")]
    else: pre = [modal("will" if t == "will" else pick(["would", "could", "may", "must"])), aux("be", "VB", rel="cop")]
    if chance(.12): pre.insert(1, adv("not"))
    for x in reversed(pre): h.F(x)
    h.rel = "root"
    return subj_attach(h, s)
def remain(depth=0):
    s = actor2(); v = vform("remain", pick(["VBD", pres(s.num)]), s.num)
    a = adj(pick(["committed", "open", "concerned", "engaged", "opposed", "vulnerable", "confident", "optimistic", "silent", "divided"])); 
    if a.form in ("committed", "open", "opposed"):
        if chance(.5): x = np(pick(THINGS["F"])); x.F(prep("to")); a.R(x, "obl")
        else: x = vp("ing", depth=1, allow=simple, lean=True); x.F(sconj("to")); a.R(x, "advcl")
    elif a.form in ("concerned", "optimistic"): x = topic(); x.F(prep("about")); a.R(x, "obl")
    v.R(a, "xcomp")
    return subj_attach(v, s)
def committed():
    s = actor2(); m = vform("commit", "VBN", passive=True); m.L(aux("be", pres(s.num), s.num, rel="aux:pass"))
    if chance(.3): m.L(adv(pick(["fully", "deeply", "firmly"])))
    if chance(.5): x = np(pick(THINGS["F"])); x.F(prep("to")); m.R(x, "obl")
    else: x = vp("ing", depth=1, allow=simple, lean=True); x.F(sconj("to")); m.R(x, "advcl")
    return subj_attach(m, s, True)
def there():
    v = vform("be", pick(["VBD", "VBZ"])); x = np(pick(["no alternative to dialogue", "a risk of escalation", "growing concern about the war", "no military solution to the conflict", "an urgent need for reform", "little hope of a breakthrough", "broad support for the proposal", "strong opposition to the plan", "a clear need for action", "no justification for the attack"]))
    for y in x.walk():
        if y.form in ("little", "clear"): y.upos, y.xpos, y.feats, y.rel = "ADJ", "JJ", "Degree=Pos", "amod"
    e = N("there", "there", "PRON", "EX", "_", "expl"); v.R(x, "nsubj"); v.F(e); return v
def itis():
    h = adj(pick(["important", "essential", "vital", "unclear", "likely", "necessary", "crucial", "possible", "impossible"])); 
    if h.form in ("unclear",): c = clause(2); c.F(sconj("whether")); h.R(c, "csubj")
    elif h.form == "likely" or chance(.5):
        c = clause(2); c.F(sconj("that")); h.R(c, "csubj")
    else: h.R(vp("inf", depth=1, allow=simple, lean=True), "csubj")
    h.F(aux("be", pick(["VBZ", "VBD"]), rel="cop")); e = pron("it"); h.F(e, "expl"); return h
def trends():
    """Plain intransitives used in fronted clauses and news."""
    s = np(pick(["tensions", "regional threats", "threats", "pressure", "security threats", "fighting", "protests", "oil prices", "concerns", "the talks", "the violence", "the crisis", "pressure", "international criticism", "clashes", "negotiations", "the ceasefire", "the war", "relations", "civilian casualties", "hostilities", "humanitarian needs", "hopes for peace", "fears of a wider war"]))
    v = pick(["grow", "continue", "rise", "escalate", "collapse", "intensify", "deepen", "begin", "end", "resume", "fade", "mount", "worsen", "spread", "drag"][:14]); f = pick(["past", "pres", "perf", "prog"])
    n = vp(f, s.num, frame=(v, [])); 
    if chance(.45): x = place(); x.F(prep("in")); n.R(x, "obl")
    elif chance(.4):
        x = pick([country, country, countries])(); x.F(prep(pick(["between", "with"]) if False else "with" if s.form not in ("protests", "fighting") else "in"))
        if s.right == [] and s.form in ("tensions", "relations", "negotiations", "talks", "clashes"): s.R(x, "nmod")
    if chance(.3):
        source = s.form in ("threats", "pressure", "criticism", "concerns", "fears")
        x = pick([country, country, countries, body])() if source else place()
        x.F(prep("from" if source else "in")); x.F(adv(pick(["particularly", "especially", "mainly", "notably"]))); x.F(comma()); n.R(x, "obl")
    return subj_attach(n, s)
def subclause():
    """A clause after 'after', 'if' and the like: no future or modal."""
    while True:
        c = clause(2)
        if not any(x.xpos == "MD" for x in c.left) and c.kind != "x": return c
def clause(depth=0, subj=None):
    r = R.random()
    if subj is None:
        if r < .12: return passive_clause(depth)
        if r < .18: return copular(depth)
        if r < .21: return remain()
        if r < .235: return committed()
        if r < .25: return there()
        if r < .262: return itis()
        if r < .31: return trends()
    if subj is None:
        if chance(.13): s = group(); g = True
        else: s = actor2() if depth else actor(); g = False
        if depth and chance(.25): s = pron(pick(["it", "they", "he", "she"])); g = False
    else: s, g = subj, False
    form = pick(TENSES)
    neg = chance(.05)
    if chance(.07) and not closed(s) and s.kind == "person" and depth == 0: relclause(s)
    v = vp(form, s.num, s.person, depth=depth, subj_group=g, adverb=pick(ADVS) if chance(.12) else None, neg=neg)
    return subj_attach(v, s)

# ------------------------------------------------------------------ sentences

def add_adjuncts(v, past=True):
    """Place and time after the complements, unless a clause ends the verb phrase."""
    if v.right and v.right[-1].rel in ("ccomp", "xcomp", "advcl", "csubj", "acl:relcl"): return v
    strip_last(v)
    if chance(.06):
        x = np(pick(["the sidelines of the summit", "the sidelines of the General Assembly", "the margins of the conference"])); x.F(prep("on")); v.R(x, "obl")
    elif chance(.06):
        x = np(pick(["part of a regional tour", "part of the peace process", "part of efforts toward peace"])); x.F(prep("as")); v.R(x, "obl")
    elif chance(.05):
        x = np("the invitation"); o = person_full(); o.F(prep("of")); x.R(o, "nmod"); x.F(prep("at")); v.R(x, "obl")
    elif chance(.22): v.R(inplace(), "obl")
    if chance(.40): n, rel = (pasttime() if is_past(v) else timep()); v.R(n, rel)
    return v
def is_past(v): return v.xpos == "VBD" or any(c.form in ("was", "were", "did", "had") for c in v.left)
def strip_last(v):
    """Removes a closing comma that has come to stand last."""
    n = v
    while n.right:
        x = n.right[-1]
        if x.form == ",": n.right.pop(); continue
        n = x
    return v
def early_time(v):
    """'on Tuesday' right after the verb or before it."""
    if v.upos != "VERB" or not v.right: return v
    n = propn(pick(DAYS))
    if chance(.7): n.F(prep("on")); n.rel = "obl"
    else: n.rel = "obl:unmarked"
    if v.xpos == "VBD" and v.left and v.left[-1].rel == "nsubj" and n.rel == "obl" and (v.right[0].rel == "obj" or chance(.4)): v.L(n)
    elif v.right[0].rel in ("obl", "ccomp", "xcomp"): v.right.insert(0, n)
    return v
def front(v, x, rel):
    strip_last(x); x.R(comma()); v.F(x, rel); return v
def fronted():
    """(node, relation) of a phrase before the main clause."""
    r = R.random()
    if r < .16: n, rel = pasttime(); return n, rel
    if r < .32: x = trends(); x.F(sconj(pick(["as", "while", "after", "although", "since", "as"]))); return x, "advcl"
    if r < .42: x = subclause(); x.F(sconj(pick(["after", "while", "although", "as", "because", "if", "once", "before", "since", "unless", "though"]))); return x, "advcl"
    if r < .52:
        x = vp("ing", depth=1, allow=simple, lean=True); p = pick(["after", "before", "by", "while", "without", "in"]); x.F(sconj(p)); return x, "advcl"
    if r < .58: x = vp("ing", depth=1, allow=simple, lean=True); return x, "advcl"
    if r < .64: x = vp("inf", depth=1, allow=simple, lean=True); return x, "advcl"
    if r < .74:
        x = np(pick(["a meeting", "a telephone conversation", "a phone call", "a joint press conference", "a visit", "separate talks", "remarks", "a statement", "an interview", "a letter", "a speech", "bilateral talks"])); p = "in" if x.form in ("statement", "interview", "letter", "speech", "remarks") else pick(["in", "during", "after", "following", "ahead"][:4])
        x.F(prep(p)); 
        if x.form in ("meeting", "conversation", "call", "conference", "talks"): a = person_full(); a.F(prep("with")); x.R(a, "nmod")
        elif x.form == "visit": a = place(); a.F(prep("to")); x.R(a, "nmod")
        elif x.form == "letter": a = person_full(); a.F(prep("to")); x.R(a, "nmod")
        elif chance(.4): a = propn(pick(DAYS)); a.F(prep("on")); x.R(a, "nmod")
        return x, "obl"
    if r < .84:
        x = np(pick(THINGS["K"] + THINGS["S"] + ["international criticism", "mounting pressure"[:0] or "growing tensions", "objections from Moscow", "repeated warnings from the West"[:0] or "opposition in parliament"])); x.F(prep(pick(["despite", "amid", "after", "following", "because_of", "during"]))); return x, "obl"
    if r < .89: x = actor2(); x.F(prep("according_to")); return x, "obl"
    if r < .93: x = np("response"); a = np(pick(THINGS["K"])); a.F(prep("to")); x.R(a, "nmod"); x.F(prep("in")); return x, "obl"
    x = adv(pick(["Meanwhile", "However", "Separately", "Earlier", "Later", "Additionally", "Finally", "Moreover"])); x.lemma = x.lemma.lower(); x.form = x.form
    if x.form == "Earlier": x.lemma, x.xpos, x.feats = "early", "RBR", "Degree=Cmp"
    if x.form == "Later": x.lemma, x.xpos, x.feats = "late", "RBR", "Degree=Cmp"
    return x, "advmod"
def sayv(num, form=None): return vform(pick(["say"] * 6 + ["add", "announce", "warn", "stress", "declare", "state"]), form or "VBD", num)
def speaker(): 
    r = R.random()
    if r < .45: return person_full()
    if r < .55: return surname()
    if r < .7: return role()
    if r < .85: return gov() if chance(.6) else body()
    return person_appos()
def resultphrase(violent=True):
    r = R.random()
    if not violent:
        while .3 > r or .5 < r < .6: r = R.random()
    if r < .3: v = vform("kill", "VBG"); v.R(victims(), "obj")
    elif r < .4: v = vform("say", "VBG"); c = clause(2); 
    elif r < .5: v = vform("cite", "VBG"); v.R(np(pick(["security concerns", "a lack of progress", "human rights violations", "the need for dialogue"])), "obj")
    elif r < .6: v = vform("leave", "VBG"); v.R(victims(), "obj"); v.R(adj(pick(["dead", "homeless", "stranded"])), "xcomp")
    else: return vp("ing", depth=1, allow=lambda v, s: simple(v, s) and v in ("raise", "call", "urge", "accuse", "violate", "express", "stress", "underscore", "undermine", "reaffirm", "warn", "condemn", "describe", "reject", "pledge", "vow", "expand", "strengthen", "threaten", "highlight", "deepen", "demand", "emphasize", "reiterate", "support", "destroy", "injure", "wound", "displace", "block", "seek", "thank", "praise", "mark", "escalate"))
    if v.lemma == "say":
        if chance(.4): c.F(sconj("that"))
        v.R(c, "ccomp")
    return v
def finish(v, p="."):
    strip_last(v); v.rel = "root"
    if p: v.R(punct(p))
    return v
def s_plain(): return finish(add_adjuncts(clause()))
def s_fronted():
    v = clause(); v = add_adjuncts(v) if chance(.5) else v; x, rel = fronted(); return finish(front(v, x, rel))
def s_early(): return finish(early_time(clause()))
def s_result():
    v = clause(); add_adjuncts(v); strip_last(v); x = resultphrase(v.lemma in ACTORV); x.F(comma()); v.R(x, "advcl"); return finish(v)
def s_advcl():
    v = clause(1); add_adjuncts(v); strip_last(v); x = subclause() if chance(.6) else trends(); x.F(sconj(pick(["after", "as", "because", "while", "if", "before", "until", "although", "since", "when"])))
    m = x.left[0]
    if m.form == "when": m.upos, m.xpos, m.feats, m.rel = "ADV", "WRB", "PronType=Int", "advmod"
    if m.form in ("although", "while") : x.F(comma())
    v.R(x, "advcl"); return finish(v)
def s_said_before():
    s = speaker(); v = subj_attach(sayv(s.num), s); 
    if chance(.4): n, rel = pasttime(); v.R(n, rel)
    elif chance(.15): x = np(pick(["a statement", "an interview", "a televised address"[:0] or "a speech", "a letter"])); x.F(prep("in")); v.R(x, "obl")
    c = clause(1)
    if v.lemma != "say" or chance(.6): c.F(sconj("that"))
    v.R(c, "ccomp"); return finish(v)
def s_said_after():
    c = clause(1); strip_last(c); s = speaker(); v = sayv(s.num, pick(["VBD", "VBD", pres(s.num)]))
    if v.lemma in ("stress", "declare"): v = vform("say", v.xpos, s.num)
    quoted = chance(.45)
    if quoted:
        c.F(quote(True)); c.R(comma()); c.R(quote(False))
    else: c.R(comma())
    v.F(c, "ccomp")
    if chance(.3) and not closed(s): v.R(s, "nsubj")
    else: v.L(s, "nsubj")
    if chance(.45): n, rel = pasttime(); v.R(n, rel)
    elif chance(.2): x = inplace(); v.R(x, "obl")
    elif chance(.15): x = np(pick(["a statement", "reporters", "a tweet"])); x.F(prep("to" if x.form == "reporters" else "in")); v.R(x, "obl")
    return finish(v)
def s_said_mid():
    c = clause(1); s = speaker(); v = subj_attach(vform("say", "VBD", s.num), s); unclose(s)
    if not c.left: return s_plain()
    sub = c.left[0]; v.F(comma()); v.R(comma()); 
    if sub.rel not in ("nsubj", "nsubj:pass"): return s_plain()
    if closed(sub): sub.right.pop()
    c.left.insert(1, v); v.rel = "parataxis"; return finish(c)
def s_according():
    v = add_adjuncts(clause()); strip_last(v); x = actor2() if chance(.6) else np(pick(["a statement from the ministry", "state media", "local officials", "a readout of the call", "diplomatic sources", "a UN report", "the draft text", "two people"])); x.F(prep("according_to")); x.F(comma()); v.R(x, "obl"); return finish(v)
def vpchain(s, k=None, form="past", pool=None):
    k = k or pick([2, 2, 3, 3, 4])
    vs = []
    for i in range(k):
        last = i == k - 1
        al = (lambda v, sl: v in READ and (last or not any(x in ("c",) for x in sl)))
        while True:
            v = vp(form if True else form, s.num, s.person, depth=1, allow=al)
            break
        strip_last(v); vs.append(v)
    h = vs[0]
    for i, v in enumerate(vs[1:], 1):
        if i == k - 1:
            v.F(cc())
            if k > 2 and chance(.8) or k == 2 and chance(.1): v.F(comma())
        else: v.F(comma())
        h.R(v, "conj")
    return h
READ = set("discuss reaffirm reiterate underscore emphasize highlight stress express agree exchange welcome review call urge thank condemn note commit pledge convey raise outline underline coordinate congratulate praise address support sign commend recall voice vow consult strengthen expand look speak".split())
def s_readout():
    r = R.random(); s = (person_full() if r < .3 else persons() if r < .5 else role() if r < .65 else conj(np("the Secretary"), np(pick(["the Foreign Minister", "the Prime Minister", "the President", "the Minister", "the Ambassador", "the Crown Prince", "the Defense Minister"]))) if r < .85 else anaph())
    v = vpchain(s); subj_attach(v, s)
    if chance(.25): x, rel = fronted(); front(v, x, rel)
    return finish(v)
def s_compound():
    a = clause(1); strip_last(a); b = clause(1); w = pick(["and", "but", "and", "but", "or"][:4])
    if w == "but": b.F(cc("but")); b.F(comma())
    else: b.F(cc()); b.F(comma())
    if chance(.12): b.left = [c for c in b.left if c.form not in (",",) and c.rel != "cc"]; b.F(punct(";"))
    a.R(b, "conj"); return finish(a)
def s_passive(): return finish(add_adjuncts(passive_clause()))
def s_relobj():
    """Relative clauses on objects and after 'who'; 'the agreement that X signed', 'in which'."""
    s = actor2(); v = subj_attach(vform(pick(["praise", "criticize", "reject", "welcome", "review", "denounce", "discuss", "hail"]), "VBD", s.num), s); o = np("the " + pick(["agreement", "resolution", "proposal", "treaty", "decision", "offer", "sanctions", "statement"])); s2 = actor2(); f = pick(["past", "perf"])
    g = vp(f, s2.num, frame=(pick(["sign", "approve", "announce", "reject", "draft", "present", "negotiate"]), [])); subj_attach(g, s2)
    if chance(.7): w = pick(["that", "which"]); g.F(N(w, w, "PRON", "WDT", "PronType=Rel"), "obj")
    if chance(.5): n, rel = pasttime(); g.R(n, rel)
    o.R(g, "acl:relcl"); v.R(o, "obj"); return finish(v)
def s_relsubj():
    n = np(pick(["the treaty", "the talks", "the agreement", "the attack", "the summit", "the resolution", "the minister", "a delegation", "the envoy", "the group", "countries", "officials", "the conflict", "the bill", "rebels"])); n.kind = "person" if n.form in ("minister", "envoy", "officials", "rebels") else ""
    if chance(.35) and n.kind == "":
        g = passive_clause(2); g = vp("past", n.num, frame=pick([("sign", ["o=D", "in=L"]), ("hold", ["o=M", "in=L"]), ("attack", ["o=E"]), ("adopt", ["o=D"]), ("approve", ["o=D"])]), passive=True)
        w = pick(["which", "that"]); g.F(N(w, w, "PRON", "WDT", "PronType=Rel"), "nsubj:pass")
        if chance(.5): a = actor2(); a.F(prep("by")); g.R(a, "obl:agent")
        if w == "which": g.F(comma()); n.R(g, "acl:relcl"); n.R(comma())
        else: n.R(g, "acl:relcl")
    elif chance(.3) and n.kind == "":
        g = vp("past", "Plur", frame=(pick(["attend", "condemn", "support"]), [])) if False else vform(pick(["sign", "hold", "adopt", "propose", "announce", "broker"]), "VBN", passive=True); a = actor2(); a.F(prep("by")); g.R(a, "obl:agent"); n.R(g, "acl")
    else: relclause(n)
    v = vp(pick(TENSES), n.num, depth=1, allow=simple) if n.kind == "person" else vp(pick(["past", "will", "modal", "perf"]), n.num, frame=pick([("end", ["o=dispute"]), ("undermine", ["o=F"]), ("support", ["o=F"]), ("collapse", []), ("fail", []), ("strengthen", ["o=R"]), ("begin", ["on=day"]), ("face", ["o=S"]), ("include", ["o=T"]), ("focus", ["on=T"]), ("cover", ["o=T"]), ("pave", ["o=way", "for=F"])]))
    return finish(subj_attach(v, n))
FIX["day"] = DAYS; FIX["way"] = "the way"
def s_noun_inf():
    """'X's decision to withdraw', 'an agreement to expand', 'efforts to end' as object or subject."""
    h = np(pick(["decision", "plan", "agreement", "effort", "efforts", "refusal", "commitment", "intention", "attempt", "pledge", "readiness", "proposal", "threat", "promise", "move", "offer", "bid", "failure"]))
    o = actor2(); inf = vp("inf", depth=1, allow=simple)
    r = R.random()
    if r < .55 and o.num == "Sing" and not o.right or r < .3: 
        strip_last(o); last = o
        mark = N("'s", "'s", "PART", "POS", "_", "case")
        if list(o.walk())[-1].form.endswith("s") and (o.num == "Plur" or o.form in ("States", "Nations")) : mark = N("'", "'s", "PART", "POS", "_", "case")
        o.R(mark); h.F(o, "nmod:poss")
    elif h.num == "Plur": pass
    else: h.F(det("the"))
    h.R(inf, "acl"); 
    if chance(.5):
        s = actor2(); v = subj_attach(vform(pick(["welcome", "criticize", "announce", "support", "condemn", "reject", "oppose", "praise", "question", "back", "hail", "defend"]), pick(["VBD", pres(s.num)]), s.num), s); v.R(h, "obj")
        if chance(.3): v.L(adv(pick(ADVS))) if False else None
    else:
        v = vform(pick(["anger", "surprise", "divide", "please", "alarm", "isolate", "worry", "concern"]), "VBD", h.num); subj_attach(v, h); v.R(pick([country, gov, body, countries])(), "obj")
    return finish(v)
def s_un():
    """Resolutions."""
    r = R.random()
    s = np(pick(["the Security Council", "the General Assembly", "the Council", "the Human Rights Council", "the Committee", "the Conference"]))
    if r < .6:
        v = vp("pres", "Sing", depth=1, allow=lambda v, sl: v in ("call", "urge", "demand", "condemn", "reaffirm", "express", "welcome", "decide", "note", "stress", "recall", "reiterate", "support", "commend", "emphasize", "deplore", "encourage", "invite", "endorse", "appeal"))
        if chance(.4): v.L(adv(pick(["strongly", "further", "also", "firmly", "again"])))
        subj_attach(v, s)
        if chance(.6):
            x = vp("ing", depth=2, allow=lambda v, sl: v in ("recall", "express", "reaffirm", "welcome", "note", "stress", "deplore", "condemn", "emphasize", "reiterate"))
            front(v, x, "advcl")
        return finish(v)
    # numbered fragment: 'Recalling its resolution 1701 (2006) and ...,'
    if r < .8:
        v = vp("pres", "Sing", depth=1, allow=lambda v, sl: v in ("decide", "reaffirm", "demand", "urge", "call", "support", "endorse")); subj_attach(v, s); x = vform("recall", "VBG"); o = np("its " + pick(["previous ", "relevant ", ""]) + "resolution"); o.left = [c if c.form != "previous" else adj("previous") for c in o.left]
        n = number(str(R.randint(200, 2800))); o.R(n, "nummod") if False else o.R(n, "nmod:unmarked"); y = number(str(R.randint(1974, 2025))); y.rel = "nmod:unmarked"; y.L(punct("(")); y.R(punct(")")); n.R(y)
        x.R(o, "obj"); front(v, x, "advcl"); return finish(v)
    v = vp("inf", depth=1, allow=simple); d = vform("decide", "VBZ"); 
    if chance(.5): d.L(adv("further"))
    d.R(v, "xcomp"); subj_attach(d, s); return finish(d)
def s_we():
    s = pron(pick(["we", "we", "I"])); r = R.random()
    if r < .6: v = vp(pick(["pres", "pres", "will", "perf", "past"]), s.num, s.person, depth=1, allow=lambda v, sl: v in READ or v in ("support", "stand", "hope", "believe", "reject", "want", "oppose", "deplore")); subj_attach(v, s)
    elif r < .8: h = adj(pick(["ready", "pleased", "determined", "prepared", "proud"])); h.R(vp("inf", depth=1, allow=simple, lean=True), "xcomp"); h.F(aux("be", pres(s.num, s.person), s.num, s.person, rel="cop")); v = subj_attach(h, s)
    else: v = vp("prog", s.num, s.person, frame=pick([("look", ["adv=forward", "s.to"]), ("work", ["with=A", "x"]), ("call", ["on=A", "x"]), ("monitor", ["o=T"]), ("follow", ["o=T"])])); subj_attach(v, s)
    return finish(v)
def s_list():
    s = actor2(); names = [person_full() for _ in range(pick([2, 3, 3, 4]))]
    v = subj_attach(vp("past", s.num, frame=(pick(["meet", "consult", "speak", "confer"]), [])), s); c = conj(*names) ; c.F(prep("with")); v.R(c, "obl"); add_adjuncts(v); return finish(v)
def s_joint():
    """The pattern of the brief: titles on both sides, present or past."""
    s = persons(); v = vp(pick(["pres", "past", "past", "will", "perf"]), s.num, depth=0, allow=lambda v, sl: v in READ or v in ("meet", "hold", "sign", "launch", "co-chair", "chair", "attend", "announce", "negotiate", "deepen", "visit", "adopt"))
    subj_attach(v, s); add_adjuncts(v); return finish(v)
def s_plainnews():
    """Contrast: ordinary sentences with prepositions on nouns and verbs, compounds, other subjects."""
    r = R.random()
    s = np(pick(["the price of oil", "a boy in a red coat", "workers at the port", "the head of the company", "a bus with tourists", "residents of the village", "the teacher", "farmers from the valley", "two ships", "a group of students", "the roof of the market", "prices for wheat", "the river", "passengers on the train", "the museum", "a local newspaper", "doctors at the clinic", "the road to the coast", "the mayor", "a team of engineers", "snow", "the owner of the shop", "many families", "the new school"]))
    for y in s.walk():
        if y.form in ("red", "local", "new"): y.upos, y.xpos, y.feats, y.rel = "ADJ", "JJ", "Degree=Pos", "amod"
    frames = [("rise", ["from=e1", "to=e2"]), ("open", ["o=e3"]), ("wait", ["for=e4", "at=e5"]), ("repair", ["o=e6", "with=e7"]), ("carry", ["o=e8", "from=e9", "to=e10"]), ("watch", ["o=e11", "from=e12"]), ("lose", ["o=e13", "in=e14"]), ("arrive", ["at=e5"]), ("sell", ["o=e8", "to=e15"]), ("read", ["o=e16", "n.about=T"]), ("fall", ["in=e14"]), ("plant", ["o=e17", "near=e18"]), ("buy", ["o=e8", "from=e15"]), ("move", ["to=L"]), ("complain", ["about=e19"]), ("pay", ["o=e20", "for=e8"]), ("join", ["o=e21", "against=e19"]), ("write", ["o=e16", "to=N"]), ("see", ["o=e22", "n.with=e23"]), ("block", ["o=e24", "with=e25"]), ("hear", ["o=e26"])]
    IRR.setdefault("hear", ("heard", "heard"))
    thing = s.form in ("price", "roof", "prices", "road", "river", "snow", "museum", "school", "bus", "ships", "newspaper")
    ok = {"price": ("rise", "fall"), "prices": ("rise", "fall"), "roof": ("fall",), "museum": ("open", "lose", "buy"), "school": ("open", "buy", "lose"), "bus": ("wait", "arrive", "carry"), "ships": ("wait", "arrive", "carry"), "newspaper": ("open",), "snow": ("fall", "block"), "road": ("open",), "river": ("fall", "block")}
    if thing: frames = [f for f in frames if f[0] in ok.get(s.form, ("block", "open"))]
    m = vp(pick(["past", "past", "perf", "prog", "will"]), s.num, frame=pick(frames)); subj_attach(m, s); add_adjuncts(m); return finish(m)
for k, v in {"e1": ["20 percent", "last year", "two dollars"][0:1] + ["two dollars"], "e2": ["30 percent", "five dollars"], "e3": ["a new branch", "the gate to the garden", "a shop near the station"], "e4": ["the ferry", "the results of the test", "news from home"], "e5": ["the station", "the harbor", "the city hall"], "e6": ["the bridge over the river", "the roof", "the engine of the truck"], "e7": ["old tools", "money from the bank", "help from neighbors"], "e8": ["fish", "bags of rice", "used_"][:2] + ["tickets for the concert", "medicine"], "e9": ["the warehouse", "the port"], "e10": ["the market", "the hospital"], "e11": ["the match", "the parade", "the ships in the bay"], "e12": ["a window", "the hill"], "e13": ["their homes", "the keys to the office", "a lot of money"], "e14": ["the storm", "the flood", "the fire"], "e15": ["customers", "a trader from Lagos"], "e16": ["a book", "an article", "letters"], "e17": ["trees", "wheat"], "e18": ["the lake", "the road to the airport"], "e19": ["high rents", "the noise", "the closure of the factory"], "e20": ["a fine", "ten euros"], "e21": ["a march", "a strike"], "e22": ["a man", "a ship"], "e23": ["a white flag", "a heavy bag", "two dogs"], "e24": ["the road", "the entrance to the mine"], "e25": ["tractors", "burning_"][:1] + ["old tires"], "e26": ["an explosion", "shots"]}.items(): FIX[k] = v
ADJS |= {"red", "white", "high"}

# headlines
SMALL = set("a an the of in on to for and with at by from over as or 's ' than but".split())
def nodet(n):
    for x in list(n.walk()):
        x.left = [c for c in x.left if not (c.upos == "DET" and c.lemma in ("the", "a"))]
    return n
def hcountry():
    return nodet(country())
def hperson():
    r = R.random(); n = person_full() if r < .6 else surname() if r < .85 else role(); return nodet(n)
def hactor():
    r = R.random()
    if r < .3: return hperson()
    if r < .5: return hcountry()
    if r < .65:
        a, b = hcountry(), hcountry()
        if chance(.5): b.F(comma()); a.R(b, "conj"); a.num = "Plur"; return a
        return conj(a, b)
    if r < .75: a, b = hperson(), hperson(); return conj(a, b)
    if r < .87: return nodet(body())
    return nodet(gov())
def h_clause():
    r = R.random()
    if r < .13:
        v, slots = pick([f for f in FRAMES if f[1] and f[1][0] in ("o=V", "o=M", "o=D", "o=S", "o=E") and not any(s.startswith("s.") for s in f[1])]); s = arg(slots[0][2:]); m = vp("acl", s.num, frame=(v, slots), passive=True)
        if chance(.3): x = actor2(); x.F(prep("by")); m.R(x, "obl:agent")
        elif chance(.5): m.R(inplace(), "obl")
        return nodet(subj_attach(m, s, True))
    s = hactor() if chance(.87) else nodet(group())
    if chance(.17): v = vp("inf", depth=0, allow=simple)
    else: v = vp("pres", s.num, depth=0, allow=lambda v, sl: not any(x == "g" for x in sl) or chance(.5))
    subj_attach(v, s)
    if chance(.2) and not (v.right and v.right[-1].rel in ("xcomp", "ccomp", "advcl")): v.R(inplace(), "obl")
    return nodet(v)
def h_nominal():
    r = R.random(); own = hperson(); strip_last(own)
    def gen(n):
        n.R(N("'", "'s", "PART", "POS", "_", "case") if list(n.walk())[-1].form.endswith("s") and n.num == "Plur" else N("'s", "'s", "PART", "POS", "_", "case")); return n
    k = pick(["Call", "Meeting", "Visit", "Remarks", "Statement", "Trip", "Travel", "Phone Call", "Bilateral Meeting", "Videoconference", "Participation", "Address"])
    h = np(k.lower()); 
    def comp(h):
        if h.form in ("call", "meeting", "videoconference"): x = hperson() if chance(.8) else conj(hperson(), hperson()); x.F(prep("with"))
        elif h.form in ("visit", "trip", "travel"): x = hcountry() if chance(.6) else conj(hcountry(), hcountry()); x.F(prep("to"))
        elif h.form == "participation": x = nodet(np(pick(THINGS["M"]))); x.F(prep("in"))
        elif h.form == "address": x = nodet(body()); x.F(prep("to"))
        else: x = nodet(topic()); x.F(prep("on"))
        strip_last(x); h.R(x, "nmod"); return h
    if r < .45: comp(h); h.F(gen(own), "nmod:poss"); out = h
    elif r < .6:
        h = comp(np(pick(["call", "meeting", "visit"]))); h.F(gen(own), "nmod:poss"); out = np(pick(["readout", "summary", "transcript"])); h.F(prep("of")); out.R(h, "nmod")
    elif r < .7: out = np(pick(["remarks", "statement", "joint press conference", "press statement"])); own.F(prep("by")); out.R(own, "nmod"); x = nodet(topic()); x.F(prep("on")); out.R(x, "nmod")
    elif r < .8: out = np(pick(["joint statement", "joint declaration", "press release", "fact sheet", "background briefing", "joint communique"])); x = nodet(topic()); x.F(prep("on")); out.R(x, "nmod")
    elif r < .9: out = np("joint statement"); x = conj(hcountry(), hcountry()); x.F(prep(pick(["of", "between", "by"]))); out.R(x, "nmod")
    else:
        out = np(pick(["talks", "ties", "relations", "peace talks", "trade deal", "defense agreement", "ceasefire"])); x = conj(hcountry(), hcountry()); x.F(prep("between")); out.R(x, "nmod")
        if chance(.5): y = nodet(topic()); y.F(prep("on")); out.R(y, "nmod")
    out.rel = "root"; return out
def h_colon():
    s = hperson() if chance(.5) else nodet(body()) if chance(.5) else propn(pick(CITIES)); strip_last(s); c = h_clause(); s.R(punct(":")); c.rel = "parataxis"; s.R(c); s.rel = "root"; return s
def h_said_after():
    c = h_clause(); strip_last(c); c.R(comma()); s = hperson() if chance(.6) else nodet(gov()); strip_last(s); v = vform("say", pres(s.num), s.num); v.L(c, "ccomp"); v.L(s, "nsubj"); return v
def headline():
    n = pick([h_clause, h_clause, h_clause, h_clause, h_nominal, h_nominal, h_colon, h_said_after])(); strip_last(n); n.rel = "root"
    r = R.random(); toks = list(n.walk())
    style = "title" if r < .62 else "caps" if r < .76 else "sent"
    for i, t in enumerate(toks):
        if style == "caps" and t.form != "'s": t.form = t.form.upper()
        elif style == "caps": t.form = "'S"
        elif style == "title" and (i == 0 or t.form not in SMALL) and t.upos != "PUNCT" and t.form[0].islower() and t.form not in ("bin", "al", "el", "de", "la", "von", "van"): t.form = t.form[0].upper() + t.form[1:]
    return n
def s_passx():
    s = actor2(); w = pick(["expect", "schedule", "ask", "urge", "force", "invite", "order", "require", "set", "allow"]); f = pick(["past", "pres", "perf", "will"])
    if w in ("schedule", "set"): f = "pres"
    m = vp(f, s.num, frame=(w, []), passive=True)
    if w in ("ask", "urge", "force", "invite", "order") and chance(.3): a = actor2(); a.F(prep("by")); m.R(a, "obl:agent")
    x = vp("inf", depth=1, allow=simple); m.R(x, "xcomp"); add_adjuncts(m)
    if chance(.3) and m.right[-1].rel == "xcomp":
        strip_last(m); n, rel = timep(); x.R(n, rel) if not (x.right and x.right[-1].rel in ("xcomp", "advcl", "ccomp")) else None
    return finish(subj_attach(m, s, True))
def s_accused():
    s = actor2(); m = vp(pick(["past", "perf", "pres"]), s.num, frame=("accuse", []), passive=True)
    if chance(.5): a = actor2(); a.F(prep("by")); m.R(a, "obl:agent")
    g = vp("ing", depth=1, allow=simple); g.F(sconj("of")); m.R(g, "advcl"); return finish(subj_attach(m, s, True))
def s_gersubj():
    g = vp("ing", depth=1, ger=True, lean=True, allow=simple); strip_last(g)
    if chance(.6):
        h = adj(pick(["essential", "important", "crucial", "necessary", "impossible", "unacceptable", "difficult"])) if chance(.5) else np(pick(["a priority", "a mistake", "a key goal of the visit", "the only option", "a violation of the charter"]))
        for y in h.walk():
            if y.form == "only": y.upos, y.xpos, y.feats, y.rel = "ADJ", "JJ", "Degree=Pos", "amod"
        h.F(aux("be", pick(["VBZ", "VBD"]), rel="cop")) if h.upos == "ADJ" else h.F(aux("be", pick(["VBZ", "VBD"]), rel="cop"))
        h.F(g, "csubj"); return finish(h)
    v = vp(pick(["will", "modal"]), "Sing", frame=pick([("strengthen", ["o=R"]), ("undermine", ["o=F"]), ("require", ["o=O"]), ("help", ["o=C", "x"]), ("endanger", ["o=V"])])); v.F(g, "csubj"); return finish(v)
SENT = [(s_passx, 5), (s_accused, 2), (s_gersubj, 2), (s_plain, 22), (s_fronted, 20), (s_early, 5), (s_result, 8), (s_advcl, 6), (s_said_before, 7), (s_said_after, 8), (s_said_mid, 2), (s_according, 3), (s_readout, 11), (s_compound, 4), (s_passive, 7), (s_relobj, 2), (s_relsubj, 3),
        (s_noun_inf, 6), (s_un, 5), (s_we, 4), (s_list, 3), (s_joint, 9), (s_plainnews, 10), (headline, 24)]
# ------------------------------------------------------------------ output

def linear(n):
    toks = list(n.walk())
    if toks[-1].form == "." and len(toks) > 1 and toks[-2].form.endswith("."):   # 'U.S.' closes the sentence
        n.right = [c for c in n.right if c is not toks[-1]]; toks.pop()
    for i, t in enumerate(toks, 1): t.id = i
    return toks
def spaces(toks):
    after = [True] * len(toks)
    for i, t in enumerate(toks):
        if t.form in (",", ".", ";", ")", "?", ":") or t.xpos in ("POS", "''") and t.upos in ("PART", "PUNCT"):
            if i: after[i-1] = False
        if t.xpos == "HYPH":
            after[i] = False
            if i: after[i-1] = False
        if t.form in ("(", "$") or t.xpos == "``": after[i] = False
    after[-1] = True
    return after
def emit(n, sid):
    toks = linear(n); parent = {}
    for t in toks:
        for c in t.left + t.right: parent[id(c)] = t.id
    first = toks[0]
    if first.form[0].islower() and n.rel == "root" and first.form not in ("al", "el"): first.form = first.form[0].upper() + first.form[1:]
    elif first.upos == "PUNCT" and len(toks) > 1 and toks[1].form[0].islower(): toks[1].form = toks[1].form[0].upper() + toks[1].form[1:]
    after = spaces(toks); text = "".join(t.form + (" " if a else "") for t, a in zip(toks, after)).strip()
    out = ["# sent_id = %s" % sid, "# text = " + text]
    for i, (t, a) in enumerate(zip(toks, after)):
        if i + 1 < len(toks) and toks[i+1].xpos == "POS" and not after[i]:
            out.append("%d-%d\t%s%s\t_\t_\t_\t_\t_\t_\t_\t%s" % (t.id, t.id + 1, t.form, toks[i+1].form, "_" if after[i+1] else "SpaceAfter=No"))
        in_mwt = t.xpos == "POS" or (i + 1 < len(toks) and toks[i+1].xpos == "POS")
        misc = "_" if a or in_mwt else "SpaceAfter=No"
        h = parent.get(id(t), 0)
        out.append("\t".join([str(t.id), t.form, t.lemma, t.upos, t.xpos, t.feats, str(h), t.rel if h else "root", "_", misc]))
    return "\n".join(out) + "\n\n", text, toks
def bad(toks, text):
    """Sentences the grammar should not say."""
    f = [t.form for t in toks]
    if len(f) > 60 or len(f) < 4: return True
    for a, b in zip(f, f[1:]):
        if a == "," and b in (",", ".", ";", ":", "'s") or a.lower() == b.lower() and a.lower() not in ("that",): return True
        if a.lower() == "a" and b[0].lower() in "aeio" or a.lower() == "an" and b[0].lower() not in "aeiouAEIOUhH": 
            if b.lower() not in ("european", "one"): return True
    if sum(x in DAYS for x in f) > 1 or sum(x in MONTHS or x.isdigit() and len(x) == 4 for x in f) > 2: return True
    low = [t.form.lower() for t in toks if t.upos == "PROPN"]
    c = collections.Counter(low)
    return any(v > 2 for v in c.values())
def make(path, count, prefix, first=()):
    kinds = [f for f, w in SENT for _ in range(w)]; seen = set(); skel = collections.Counter(); words = 0; n = 0
    with open(path, "w", encoding="utf-8") as out:
        for k, node in enumerate(first, 1):
            s, text, toks = emit(node, "%s-h%02d" % (prefix, k)); out.write(s); words += len(toks)
        while n < count:
            f = pick(kinds); node = f()
            s, text, toks = emit(node, "%s-%04d" % (prefix, n + 1))
            if text in seen or bad(toks, text): continue
            k = " ".join(t.rel for t in toks)
            if skel[k] >= 3: continue
            skel[k] += 1; seen.add(text); out.write(s); n += 1; words += len(toks)
    return n, words

# ------------------------------------------------------------------ check

def read(lines):
    sent, text, mwt = [], "", {}
    for l in lines:
        l = l.rstrip("\n")
        if not l:
            if sent: yield text, sent, mwt
            sent, mwt = [], {}; continue
        if l.startswith("# text = "): text = l[9:]
        if l.startswith("#"): continue
        c = l.split("\t")
        if "-" in c[0]: mwt[int(c[0].split("-")[0])] = c
        elif "." not in c[0]: sent.append(c)
    if sent: yield text, sent, mwt
def check(path, bank):
    combos = set(); rels = set()
    for f in glob.glob(os.path.join(bank, "*.conllu.gz")):
        with gzip.open(f, "rt", encoding="utf-8") as fh:
            for _, s, _ in read(fh):
                for c in s: combos.add((c[3], c[4], c[5])); rels.add(c[7])
    bads = collections.Counter()
    with open(path, encoding="utf-8") as fh:
        for text, s, mwt in read(fh):
            heads = [int(c[6]) for c in s]
            if heads.count(0) != 1: bads["roots"] += 1; print("roots", text)
            for i in range(len(s)):
                seen, x = set(), i + 1
                while x and x not in seen: seen.add(x); x = heads[x-1]
                if x: bads["cycle"] += 1
            for i, h in enumerate(heads, 1):
                if h:
                    for j in range(min(i, h) + 1, max(i, h)):
                        x = j
                        while x and x != h and x != i: x = heads[x-1]
                        if x == 0: bads["nonprojective"] += 1; break
            for c in s:
                if c[7] not in rels: bads["deprel " + c[7]] += 1
                if (c[3], c[4], c[5]) not in combos: bads["tags %s %s %s %s" % (c[1], c[3], c[4], c[5])] += 1
                if c[7] in ("case", "mark", "det", "aux", "cop", "cc") and any(d[6] == c[0] and d[7] not in ("fixed", "advmod", "punct") for d in s): bads["leaf " + c[7] + " " + c[1]] += 1
            t, i = "", 1
            while i <= len(s):
                if i in mwt:
                    c = mwt[i]; t += c[1]; t += "" if "SpaceAfter=No" in c[9] else " "; i += 2
                else:
                    c = s[i-1]; t += c[1]; t += "" if "SpaceAfter=No" in c[9] else " "; i += 1
            if t.strip() != text: bads["text"] += 1; print("text", repr(t), repr(text))
    return bads
def dev_words():
    """Other names, places, bodies, topics and things than in the training file."""
    GIVEN.clear(); FAMILY.clear()
    g = {"w": "Oskar Benedikt Clara Frederick Hannah Milan Jelena Tobias Rosalind Gareth Simone", "a": "Jamal Rashid Suleiman Bassam Layla Munir Adnan", "s": "Ramón Pilar Esteban Lucía Arturo Beatriz", "c": "Zhang Huang Guo Zhou Pak Dang Vo", "i": "Suresh Kavita Manoj Asif Farhan Lakshmi", "f": "Kofi Chinedu Zainab Thabo Aïssata Joseph", "t": "Kenji Haruka Emre Siti Bambang Ramon"}
    f = {"w": "Bergström Falkner Jovanović Harrington Keller Lindgren Dubois Wójcik Petersen Radev", "a": "Jumblatt Barzani Al-Rumaihi Tlass Hamdan Bensouda", "s": "Montero Quiroga Valencia Zapata Arce Benítez", "c": "Min Tao Xin Qiang Huong Long", "i": "Banerjee Chaudhry Iyer Malik Patil Bhutto", "f": "Okonkwo Mensah Dlamini Kagwe Bah Nkurunziza", "t": "Abe Tanaka Yıldız Hartono Recto Soriano"}
    for k in g: GIVEN[k] = g[k].split(); FAMILY[k] = f[k].split()
    GIVEN["f"] += ["Grace"]; 
    CITIES[:] = "Zagreb Ljubljana Reykjavik Montevideo Quito Lomé Bamako Niamey Tripoli Benghazi Aden Erbil Almaty Bishkek Vientiane Yangon Chisinau Skopje Sarajevo Donetsk Kherson Nablus Karachi Mumbai".split()
    BODIES[:] = ["the Senate", "the Bundestag", "the Holy See", "Mercosur", "the Pacific Islands Forum", "the European Council", "the Treasury Department", "the World Trade Organization", "UNICEF", "the Elysee", "the Nordic Council", "the Commonwealth"]
    GROUPS[:] = ["the navy", "the national guard", "tribal fighters", "Colombian guerrillas", "the paramilitaries", "smugglers", "the coast guard", "opposition forces", "mercenaries"]
    TOPICS[:] = "the reform of the Security Council|the plight of the Rohingya_|fishing rights|a moratorium on nuclear tests|rail links|the extradition of suspects|grain exports through the Black Sea|the demarcation of the border|the rights of minorities|semiconductor exports|vaccine production|the future of Kosovo|the expansion of the eurozone|student exchanges|the fate of prisoners|visa-free_|lithium mining|deforestation in the Amazon|piracy off_|a hotline between the two capitals|drug trafficking|the blockade of the port".split("|")
    TOPICS[:] = [t for t in TOPICS if "_" not in t]
    for k, v in {"D": "a protocol|an air services agreement|the charter|a nonaggression pact|a tax treaty|the truce", "F": "the transition|arbitration|the appeal|disarmament|the peace plan|reconciliation", "K": "the assassination of the ambassador|the siege of the city|the abduction of schoolgirls|the hijacking|the raid on the compound|the incursion", "M": "a plenary session|a donor conference|a roundtable|backchannel talks|a ministerial meeting|a briefing", "X": "blankets|fuel|radar systems|budget support|generators|seeds", "V": "pilgrims|four sailors|monks|two nurses|truck drivers|a priest", "E": "a warehouse|the dam|a barracks_|a checkpoint|the stock exchange|a railway bridge"}.items(): THINGS[k] = [x for x in v.split("|") if "_" not in x]
    ADJS.update({"tribal", "ministerial", "backchannel", "plenary"})
    COUNTRIES2 = "Iceland:Icelandic Slovenia:Slovenian Uruguay:Uruguayan Bolivia:Bolivian Paraguay:Paraguayan Togo:Togolese Gambia:Gambian Laos:Laotian Turkmenistan:Turkmen Tajikistan:Tajik Montenegro:Montenegrin Malta:Maltese Honduras:Honduran Guatemala:Guatemalan Nicaragua:Nicaraguan Namibia:Namibian Botswana:Botswanan Malawi:Malawian India:Indian China:Chinese Russia:Russian Iran:Iranian France:French Japan:Japanese".split()
    CADJ.clear(); CADJ.update(c.split(":") for c in COUNTRIES2); NATADJ.update(CADJ.values())
def hand(path):
    """Sentences analysed by hand, one a line: form|xpos|head|relation[|lemma] ..."""
    out = []
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if not line or line.startswith("#"): continue
        rows = [t.split("|") for t in line.split()]; nodes = []
        kids = collections.defaultdict(list)
        for i, r in enumerate(rows, 1): kids[int(r[2])].append(i)
        def plural(i):
            s = [j for j in kids[i] if rows[j-1][3].startswith(("nsubj", "expl"))]
            if not s and rows[i-1][3] in ("aux", "aux:pass", "cop", "conj"): return plural(int(rows[i-1][2]))
            if not s: return False
            s = [j for j in s if not rows[j-1][3].startswith("expl")] or s; x = rows[s[0]-1]
            if x[0].lower() in ("which", "who", "that") and x[1] in ("WDT", "WP"): x = rows[int(rows[i-1][2])-1]
            return x[1] in ("NNS", "NNPS") and x[0] not in ("States", "Nations") or any(rows[j-1][3] == "conj" for j in kids[s[0]]) or x[0].lower() in ("they", "we", "police")
        for i, r in enumerate(rows, 1):
            w, x, h, rel = r[0], r[1], int(r[2]), r[3]; lem = r[4] if len(r) > 4 else None; low = w.lower(); isaux = rel in ("aux", "aux:pass", "cop")
            num = "Plur" if plural(i) else "Sing"
            if x == "NN": n = N(w, low, "NOUN", x, "Number=Sing")
            elif x == "NNS": n = N(w, low, "NOUN", x, "Number=Ptan") if low in ("troops", "goods") else N(w, sg(low), "NOUN", x, "Number=Plur")
            elif x == "NNP" and rel == "amod": n = N(w, w, "ADJ", x, "Degree=Pos")
            elif x == "NNP": n = N(w, w, "PROPN", x, "Number=Sing")
            elif x == "NNPS": n = N(w, sg(w), "PROPN", x, "Number=Plur")
            elif x == "JJ": n = adj(w); n.lemma = w if low not in ADJS else low
            elif x == "CD": n = number(w)
            elif x == "DT": n = N(w, DET[low][0], "DET", x, DET[low][1])
            elif x == "PRP$": n = poss(low)
            elif x == "PRP": n = pron(low); n.form = w
            elif x in ("WP", "WDT"): n = N(w, low, "PRON", x, "PronType=Rel")
            elif x == "EX": n = N(w, "there", "PRON", x)
            elif x == "IN": n = N(w, low, "SCONJ" if rel == "mark" else "ADP", x)
            elif x == "RP": n = N(w, low, "ADP", x)
            elif x == "TO": n = N(w, low, "PART", x)
            elif x == "POS": n = N(w, "'s", "PART", x)
            elif x == "RB": n = adv(w); n.lemma = low
            elif x == "CC": n = N(w, low, "CCONJ", x)
            elif x == "MD": n = N(w, low, "AUX", x, "VerbForm=Fin")
            elif x.startswith("V"):
                u = "AUX" if isaux else "VERB"
                if lem is None:
                    lem = next((v for v in BASES if inflect(v, x) == low), low) if low not in BE else BE[low]
                ger = x == "VBG" and (rel in ("xcomp", "acl", "amod", "csubj") and not any(rows[j-1][3] == "aux" for j in kids[i]))
                psv = any(rows[j-1][3] in ("aux:pass", "nsubj:pass", "obl:agent") for j in kids[i]) or x == "VBN" and rel in ("acl", "amod")
                n = vform(lem, x, num, upos=u, passive=psv, ger=ger); n.form = w
            else: n = N(w, w, "SYM" if x == "$" else "PUNCT", x)
            if lem: n.lemma = lem
            n.form = w; n.rel = rel; nodes.append(n)
        for i, r in enumerate(rows, 1):
            h = int(r[2])
            if h: (nodes[h-1].left if i < h else nodes[h-1].right).append(nodes[i-1])
        root = next(n for n, r in zip(nodes, rows) if r[2] == "0")
        assert [t.form for t in root.walk()] == [r[0] for r in rows], (line, [t.form for t in root.walk()])
        out.append(root)
    return out
BE = {"is": "be", "are": "be", "was": "be", "were": "be", "be": "be", "been": "be", "being": "be", "has": "have", "have": "have", "had": "have", "did": "do", "does": "do"}
BASES = sorted({f[0] for f in FRAMES} | set(IRR) | {"visit", "kill", "state", "pull", "call", "rise", "accuse", "vote", "near", "base", "unveil", "brief"})
def main():
    global R
    ap = argparse.ArgumentParser(); ap.add_argument("--check"); ap.add_argument("--show", type=int, default=0); ap.add_argument("--count", type=int, default=3000); a = ap.parse_args()
    train = os.path.join(HERE, "diplomatic.conllu")
    R.seed(20240611); print(train, *make(train, a.count, "diplomatic"))
    words = dict(THINGS)
    dev = os.path.join(HERE, "diplomatic_dev.conllu"); R.seed(77); dev_words()
    made = hand(os.path.join(HERE, "diplomatic_hand.txt")); print(dev, len(made), "by hand;", *make(dev, 150 - len(made), "diplomatic-dev", made))
    if a.check:
        for f in (train, dev):
            for k, v in check(f, a.check).most_common(): print(os.path.basename(f), v, k)
if __name__ == "__main__": main()
