// How two texts are told to be copies of one text.
//
// sign() needs nothing but the hashes of words. compare() lays the shorter text along the longer
// one: runs of at least four equal words are blocks; the heaviest chain of blocks that stand in the
// same order in both is the common thread, other long blocks are passages that were moved. Between
// two blocks that follow one another in both texts lies a gap, and gaps tell copies from templates:
//
//   a copy       a paragraph against nothing (cut or added); a word against a word (edited)
//   a template   "Mali" against "Chad", "5 May" against "6 May" with the same words around them (a
//   slot);
//                a sentence against another sentence (rewritten)
//
// Only an entity that the other text does not have at all makes a slot: "the Secretary" for
// "Blinken" is an edit, "Finland" for "Sweden" in a text that never names Sweden is another text.
#include "ledger/near_duplicates.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <utility>

namespace entente::ledger {
namespace {

// ---------------------------------------------------------------- parameters

constexpr std::uint32_t kShingle = 4;      // words
constexpr std::size_t kMaxWords = 200000;  // a longer text is known by these
constexpr std::uint32_t kShortWords = 30;  // below: only exact copies

// How much two texts must share. Below kMinContainment (of shingles) they are not laid side by
// side; the others count words. One uncut piece may be less of a text that gained paragraphs of its
// own.
constexpr double kMinContainment = 0.3;
constexpr double kMinShared = 0.7;       // of the shorter text
constexpr double kMinSharedPiece = 0.5;  // ... in one piece of at least kPieceWords
constexpr std::uint32_t kPieceWords = 40;
constexpr double kMinSharedLong = 0.27;  // of the longer text

// How much may differ. Fewer own words than kRewrittenWords on both sides of a gap are an edit.
constexpr std::uint32_t kRewrittenWords = 5;
constexpr double kMaxRewritten = 0.15;  // words of rewritten passages, for each shared word
constexpr double kMaxReplaced = 0.2;    // words replaced, for each shared word
constexpr double kMaxOtherEnds = 0.3;   // where both begin or end differently, of the shorter text

// Blocks out of order: phrases below kMovedWords stand anywhere, unless they are whole lines.
constexpr std::uint32_t kMovedWords = 12;
constexpr std::uint32_t kMovedGap = 200;  // words between blocks that were moved together

// Slots: one is allowed for kWordsPerSlot shared words, kMaxSlots at most.
constexpr std::uint32_t kWordsPerSlot = 1000;
constexpr std::uint32_t kMaxSlots = 5;
constexpr std::size_t kSlotWords = 100;       // they are looked for at the beginning of a gap
constexpr std::uint32_t kShortEnd = 4;        // ends up to this length are treated like gaps
constexpr std::uint32_t kSystematicName = 2;  // a name of both texts replaced so often is a slot
constexpr std::uint32_t kSystematicTerm = 3;  // so is another term, if it is the matter:
constexpr std::uint32_t kWordsPerTerm = 150;  // ... once for so many shared words
constexpr std::uint32_t kTermLetters = 5;     // ... and has a word of this length

// Cells of the table that aligns the words of one gap, and of all of them: bounds of the time.
constexpr std::size_t kGapCells = 20000;
constexpr std::size_t kAllCells = 1000000;

// ---------------------------------------------------------------- hashes

// Finaliser of splitmix64 (S. Vigna, public domain description): every bit of the input moves every
// bit of the result.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

// FNV-1a over the bytes, finished by mix().
constexpr std::uint64_t kHashBegin = 0xcbf29ce484222325ULL;
constexpr std::uint64_t hash_byte(std::uint64_t hash, char byte) {
  return (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
}
constexpr std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = kHashBegin;
  for (const char c : word) hash = hash_byte(hash, c);
  return mix(hash);
}

// ---------------------------------------------------------------- words

enum Mark : std::uint8_t {
  kNumber = 1,    // digits, a number in words, a month or a day of the week
  kCapital = 2,   // begins with a capital letter
  kRunning = 4,   // ... which it owes to no heading and no beginning of a sentence: a name
  kProse = 8,     // stands in a sentence, not in a heading, byline or list
  kDateline = 16  // "WASHINGTON, Jan 5 (Agency) -"
};

struct Word {
  std::uint64_t hash = 0;   // of the normalised form
  std::uint32_t begin = 0;  // in the text
  std::uint32_t end = 0;
  std::uint32_t line = 0;  // the how manieth of the text
  std::uint8_t marks = 0;
};

// Words that are numbers with their form in digits; months and days with one spelling for all.
// Only a capital tells the month from the verb.
constexpr std::string_view kNumberWords =
    "zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 "
    "twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 "
    "twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 first 1st "
    "second 2nd third 3rd fourth 4th fifth 5th sixth 6th seventh 7th eighth 8th ninth 9th tenth "
    "10th "
    "eleventh 11th twelfth 12th twentieth 20th thirtieth 30th ";
constexpr std::string_view kCapitalWords =
    "january january jan january february february feb february march march mar march april april "
    "apr april may may june june jun june july july jul july august august aug august september "
    "september sept september sep september october october oct october november november nov "
    "november december december dec december monday monday tuesday tuesday wednesday wednesday "
    "thursday thursday friday friday saturday saturday sunday sunday ";

struct NumberKey {
  std::uint64_t hash = 0;
  std::uint64_t normal = 0;
  std::string_view form;  // what `normal` is the hash of
  bool needs_capital = false;
};
constexpr std::size_t kNumberSlots = 512;
// The words above by hash, open addressing: read once for every word of a text.
constexpr std::array<NumberKey, kNumberSlots> kNumberKeys = [] {
  std::array<NumberKey, kNumberSlots> table{};
  const auto add = [&table](std::string_view pairs, bool needs_capital) {
    const auto next = [&pairs] {
      const std::string_view word = pairs.substr(0, pairs.find(' '));
      pairs.remove_prefix(word.size() + 1);
      return word;
    };
    while (!pairs.empty()) {
      const std::uint64_t hash = hash_of(next());
      const std::string_view form = next();
      std::size_t at = hash % kNumberSlots;
      while (table[at].hash != 0) at = (at + 1) % kNumberSlots;
      table[at] = {hash, hash_of(form), form, needs_capital};
    }
  };
  add(kNumberWords, false);
  add(kCapitalWords, true);
  return table;
}();

const NumberKey* number_word(std::uint64_t hash) {
  for (std::size_t at = hash % kNumberSlots; kNumberKeys[at].hash != 0;
       at = (at + 1) % kNumberSlots) {
    if (kNumberKeys[at].hash == hash) return &kNumberKeys[at];
  }
  return nullptr;
}

enum class Kind : std::uint8_t {
  kLetter,
  kDigit,
  kSpace,
  kLineEnd,
  kSentenceEnd,
  kApostrophe,
  kComma,
  kStop,
  kDash,
  kQuote,
  kInvisible,
  kOther,
  kIdeograph
};

struct Character {
  Kind kind = Kind::kOther;
  std::uint32_t length = 1;
  bool upper = false;
};

constexpr std::array<Kind, 128> kAsciiKinds = [] {
  std::array<Kind, 128> kinds{};
  kinds.fill(Kind::kOther);
  for (char c = 'a'; c <= 'z'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kLetter;
  for (char c = 'A'; c <= 'Z'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kLetter;
  for (char c = '0'; c <= '9'; ++c) kinds[static_cast<std::size_t>(c)] = Kind::kDigit;
  kinds[' '] = kinds['\t'] = kinds['\r'] = Kind::kSpace;
  kinds['\n'] = Kind::kLineEnd;
  kinds['!'] = kinds['?'] = kinds[':'] = kinds[';'] = Kind::kSentenceEnd;
  kinds['.'] = Kind::kStop;
  kinds[','] = Kind::kComma;
  kinds['\''] = Kind::kApostrophe;
  kinds['-'] = Kind::kDash;
  kinds['"'] = Kind::kQuote;
  return kinds;
}();

Character foreign_character(std::string_view text, std::size_t at) {
  const CodePoint point = decode_utf8(text, at);
  Character out{Kind::kOther, point.length, false};
  if (!point.valid) return out;
  const auto value = static_cast<UChar32>(point.value);
  switch (point.value) {
    case U'\u2018':
    case U'\u2019':
    case U'\u02BC':
      out.kind = Kind::kApostrophe;
      return out;
    case U'\u201C':
    case U'\u201D':
    case U'\u00AB':
    case U'\u00BB':
      out.kind = Kind::kQuote;
      return out;
    case U'\u2012':
    case U'\u2013':
    case U'\u2014':
    case U'\u2015':
      out.kind = Kind::kDash;
      return out;
    case U'\u00A0':
      out.kind = Kind::kSpace;
      return out;
    default:
      break;
  }
  if (u_hasBinaryProperty(value, UCHAR_IDEOGRAPHIC) != 0)
    out.kind = Kind::kIdeograph;
  else if (u_isalpha(value) != 0 || u_charType(value) == U_NON_SPACING_MARK)
    out.kind = Kind::kLetter;
  else if (u_isdigit(value) != 0)
    out.kind = Kind::kDigit;
  else if (u_isUWhiteSpace(value) != 0)
    out.kind = Kind::kSpace;
  else if (u_hasBinaryProperty(value, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)
    out.kind = Kind::kInvisible;
  out.upper = u_isupper(value) != 0;
  return out;
}

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte >= 128) return foreign_character(text, at);
  return {kAsciiKinds[byte], 1, byte >= 'A' && byte <= 'Z'};
}

// Reads a text into words: lower case, Latin letters without accents, "U.S." as "us", "Secretary's"
// as "secretary", "1,000" as "1000". Ideographs are words of their own.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) { words_.reserve(text.size() / 6 + 8); }

  std::vector<Word> read() && {
    while (at_ < text_.size() && words_.size() < kMaxWords) {
      const Character c = character_at(text_, at_);
      switch (c.kind) {
        case Kind::kLetter:
        case Kind::kDigit:
        case Kind::kIdeograph:
          read_word(c);
          continue;
        case Kind::kLineEnd:
          end_line();
          break;
        case Kind::kStop:
        case Kind::kSentenceEnd:
        case Kind::kQuote:
          sentence_begins_ = true;
          break;
        case Kind::kDash:
          see_dash(c);
          break;
        default:
          break;
      }
      at_ += c.length;
    }
    end_line();
    return std::move(words_);
  }

 private:
  void read_word(const Character& first) {
    Word word;
    word.begin = static_cast<std::uint32_t>(at_);
    word.line = line_;
    std::uint64_t hash = kHashBegin;
    bool ascii = true, digits = true;
    std::size_t letters = 0;  // since the last full stop inside: "U.S." has one between two
    while (at_ < text_.size()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte < 128 && (kAsciiKinds[byte] == Kind::kLetter || kAsciiKinds[byte] == Kind::kDigit)) {
        if (kAsciiKinds[byte] == Kind::kLetter) digits = false;
        // The bit that parts capitals from small letters; digits have it already.
        hash = hash_byte(hash, static_cast<char>(byte | 0x20U));
        ++letters, ++at_;
        continue;
      }
      const Character c = character_at(text_, at_);
      if (c.kind == Kind::kLetter || c.kind == Kind::kDigit || c.kind == Kind::kInvisible) {
        ascii = false;
        if (c.kind == Kind::kLetter) digits = false;
        ++letters;
      } else if (c.kind == Kind::kIdeograph) {
        if (at_ > word.begin) break;
        ascii = digits = false;
        at_ += c.length;
        break;
      } else if (!joins(c, digits, letters)) {
        break;
      } else if (c.kind == Kind::kApostrophe && possessive(at_ + c.length)) {
        word.end = static_cast<std::uint32_t>(at_);
        at_ += c.length + 1;
        break;
      } else {
        if (c.kind == Kind::kStop) letters = 0;
        if (c.kind == Kind::kStop && digits) hash = hash_byte(hash, '.');
      }
      at_ += c.length;
    }
    if (word.end == 0) word.end = static_cast<std::uint32_t>(at_);
    word.hash = ascii ? mix(hash) : folded_hash(text_.substr(word.begin, word.end - word.begin));
    if (first.kind == Kind::kDigit) word.marks |= kNumber;
    if (first.upper) word.marks |= kCapital;
    if (const NumberKey* number = number_word(word.hash);
        number != nullptr && (!number->needs_capital || first.upper)) {
      word.hash = number->normal;
      word.marks |= kNumber;
      if (joined_to_tens(word, number->form)) {
        sentence_begins_ = false;
        return;
      }
      last_number_ = number->form;
    } else {
      last_number_ = {};
    }
    if (first.upper && !sentence_begins_) word.marks |= kRunning;
    sentence_begins_ = false;
    words_.push_back(word);
  }

  // "thirty-two" is 32, "twenty-first" 21st: the second word becomes a part of the first.
  bool joined_to_tens(const Word& unit, std::string_view normal) {
    const bool tens = last_number_.size() == 2 && last_number_[0] >= '2' && last_number_[1] == '0';
    if (!tens || normal[0] == '0' || (normal.size() > 1 && normal.size() != 3) || words_.empty())
      return false;
    Word& last = words_.back();
    if (last.end + 1 != unit.begin || text_[last.end] != '-' || (last.marks & kNumber) == 0)
      return false;
    std::uint64_t hash = hash_byte(kHashBegin, last_number_[0]);
    for (const char c : normal) hash = hash_byte(hash, c);
    last.hash = mix(hash);
    last.end = unit.end;
    last_number_ = {};
    return true;
  }

  // Whether a character inside a word belongs to it, because of what follows.
  [[nodiscard]] bool joins(const Character& c, bool digits, std::size_t letters) const {
    const std::size_t next = at_ + c.length;
    if (next >= text_.size()) return false;
    const Kind follows = character_at(text_, next).kind;
    switch (c.kind) {
      case Kind::kApostrophe:
        return follows == Kind::kLetter;
      case Kind::kComma:
        return digits && follows == Kind::kDigit;
      case Kind::kStop:
        return digits ? follows == Kind::kDigit : letters == 1 && follows == Kind::kLetter;
      default:
        return false;
    }
  }

  // "s" and the end of the word at `at`.
  [[nodiscard]] bool possessive(std::size_t at) const {
    if (text_[at] != 's' && text_[at] != 'S') return false;
    if (at + 1 >= text_.size()) return true;
    const Kind follows = character_at(text_, at + 1).kind;
    return follows != Kind::kLetter && follows != Kind::kDigit;
  }

  static std::uint64_t folded_hash(std::string_view word) {
    std::string bare;
    for (std::size_t at = 0; at < word.size();) {
      const Character c = character_at(word, at);
      if (c.kind == Kind::kLetter || c.kind == Kind::kDigit || c.kind == Kind::kIdeograph)
        bare.append(word.substr(at, c.length));
      at += c.length;
    }
    return hash_of(to_lower(fold_accents(bare)));
  }

  // A dateline ends with a dash and holds the place in capitals, names and a date only.
  void see_dash(const Character& c) {
    constexpr std::size_t kMaxWords = 14;
    const std::size_t count = words_.size() - line_first_word_;
    const bool spaced = at_ > 0 && text_[at_ - 1] == ' ';
    const bool free = c.length > 1 || (spaced && at_ + 1 < text_.size() &&
                                       (text_[at_ + 1] == ' ' || text_[at_ + 1] == '-'));
    if (!free || count == 0 || count > kMaxWords) return;
    const Word& place = words_[line_first_word_];
    if (place.end - place.begin < 3) return;
    for (std::size_t i = place.begin; i < place.end; ++i) {
      const Character letter = character_at(text_, i);
      if (!letter.upper) return;
      i += letter.length - 1;
    }
    for (std::size_t i = line_first_word_; i < words_.size(); ++i) {
      if ((words_[i].marks & (kCapital | kNumber)) == 0) return;
    }
    for (std::size_t i = line_first_word_; i < words_.size(); ++i) words_[i].marks |= kDateline;
    sentence_begins_ = true;
  }

  // A line of at least eight words with a sentence's end is prose. Another line of capitalised
  // words is a heading: its capitals make no names.
  void end_line() {
    std::size_t long_words = 0, capitals = 0;
    for (std::size_t i = line_first_word_; i < words_.size(); ++i) {
      if (words_[i].end - words_[i].begin < 4) continue;
      ++long_words;
      if ((words_[i].marks & kCapital) != 0) ++capitals;
    }
    const bool prose = words_.size() - line_first_word_ >= 8 && sentence_begins_;
    const bool heading = !prose && long_words > 0 && capitals * 10 >= long_words * 7;
    for (std::size_t i = line_first_word_; i < words_.size(); ++i) {
      if (heading) words_[i].marks &= static_cast<std::uint8_t>(~kRunning);
      if (prose) words_[i].marks |= kProse;
    }
    line_first_word_ = words_.size();
    ++line_;
    sentence_begins_ = true;
  }

  std::string_view text_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
  std::size_t line_first_word_ = 0;
  std::uint32_t line_ = 0;
  bool sentence_begins_ = true;
  std::string_view last_number_;  // the last word as a number, if it was one in words
};

std::uint32_t count_of(const std::vector<Word>& words) {
  return static_cast<std::uint32_t>(words.size());
}

// Calls each(position, hash) for every shingle; a text of fewer words than a shingle has one.
template <class Each>
void for_each_shingle(const std::vector<Word>& words, Each&& each) {
  constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15ULL;
  if (words.empty()) return;
  const std::size_t width = std::min<std::size_t>(kShingle, words.size());
  for (std::size_t i = 0; i + width <= words.size(); ++i) {
    std::uint64_t hash = 0;
    for (std::size_t k = 0; k < width; ++k) hash = hash * kBase + words[i + k].hash;
    each(static_cast<std::uint32_t>(i), mix(hash));
  }
}

std::uint64_t hash_of_all(const std::vector<Word>& words) {
  std::uint64_t hash = kHashBegin;
  for (const Word& word : words) hash = mix(hash ^ word.hash) * 0x9e3779b97f4a7c15ULL;
  return mix(hash ^ words.size());
}

bool same_words(const std::vector<Word>& a, const std::vector<Word>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Word& x, const Word& y) { return x.hash == y.hash; });
}

// ---------------------------------------------------------------- two texts

// Which of two texts has a word, and how it is written there.
enum Presence : std::uint8_t {
  kInShort = 1,
  kInLong = 2,
  kSmallLetter = 4,
  kNameInShort = 8,
  kNameInLong = 16
};

// What a word or shingle hash maps to; open addressing, sized once.
template <class Value>
class HashTable {
 public:
  explicit HashTable(std::size_t entries) : entries_(std::bit_ceil(2 * entries + 2)) {}
  // The value of `hash`, new where there was none.
  Value& at(std::uint64_t hash) {
    std::size_t i = hash & (entries_.size() - 1);
    while (entries_[i].used && entries_[i].hash != hash) i = (i + 1) & (entries_.size() - 1);
    entries_[i].used = true;
    entries_[i].hash = hash;
    return entries_[i].value;
  }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    Value value{};
    bool used = false;
  };
  std::vector<Entry> entries_;
};

// Words [i, i + size) of the shorter text stand at [j, j + size) of the longer.
struct Block {
  std::uint32_t i = 0, j = 0, size = 0;
  bool moved = false;
};

// Words of the two texts between blocks, by index; words of the longer that other blocks hold are
// left out.
struct Gap {
  std::vector<std::uint32_t> shorter, longer;
};

class Comparison {
 public:
  Comparison(std::string_view short_text, std::string_view long_text,
             const std::vector<Word>& shorter, const std::vector<Word>& longer)
      : short_text_(short_text),
        long_text_(long_text),
        short_(shorter),
        long_(longer),
        presence_(shorter.size() + longer.size()),
        covered_(longer.size(), false) {}

  Verdict run() {
    Verdict verdict;
    share_shingles(verdict);
    verdict.finding = find(verdict);
    verdict.slots = slots_;
    verdict.copy = verdict.finding == Finding::kCopy;
    return verdict;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // Shingles of the longer text with their places, in ascending order through next_.
  struct Shingle {
    std::uint32_t place = kNone;
    std::uint8_t presence = 0;
  };

  void share_shingles(Verdict& verdict) {
    HashTable<Shingle> table(short_.size() + long_.size());
    next_.assign(long_.size(), kNone);
    places_.assign(short_.size(), kNone);
    std::vector<std::uint64_t> hashes;
    hashes.reserve(long_.size());
    for_each_shingle(long_, [&](std::uint32_t, std::uint64_t hash) { hashes.push_back(hash); });
    std::size_t in_short = 0, in_long = 0, shared = 0;
    for (std::size_t i = hashes.size(); i-- > 0;) {
      Shingle& shingle = table.at(hashes[i]);
      if (shingle.presence == 0) ++in_long;
      shingle.presence = kInLong;
      next_[i] = shingle.place;
      shingle.place = static_cast<std::uint32_t>(i);
    }
    for_each_shingle(short_, [&](std::uint32_t i, std::uint64_t hash) {
      Shingle& shingle = table.at(hash);
      places_[i] = shingle.place;
      if ((shingle.presence & kInShort) != 0) return;
      ++in_short;
      if ((shingle.presence & kInLong) != 0) ++shared;
      shingle.presence |= kInShort;
    });
    if (in_short == 0 || in_long == 0) return;
    verdict.containment = static_cast<double>(shared) / static_cast<double>(in_short);
    verdict.resemblance =
        static_cast<double>(shared) / static_cast<double>(in_short + in_long - shared);
  }

  Finding find(const Verdict& verdict) {
    if (short_.size() < kShortWords)
      return same_words(short_, long_) ? Finding::kCopy : Finding::kShort;
    if (verdict.containment < kMinContainment) return Finding::kLittleShared;
    if (verdict.containment == 1 && verdict.resemblance == 1 && same_words(short_, long_))
      return Finding::kCopy;
    note_presence();
    find_blocks();
    choose_blocks();
    measure_gaps();
    const double shared = shared_short_, words = static_cast<double>(short_.size());
    const double shared_long =
        static_cast<double>(std::count(covered_.begin(), covered_.end(), true));
    // One piece cut out between paragraphs may be less of a text that gained a heading and notes of
    // its own.
    const bool one_piece = blocks_.size() == 1 && rewritten_ == 0 && shared_short_ >= kPieceWords;
    if (shared < (one_piece ? kMinSharedPiece : kMinShared) * words) return Finding::kLittleShared;
    if (shared_long < kMinSharedLong * static_cast<double>(long_.size()))
      return Finding::kSmallPart;
    count_systematic();
    if (slots_ > std::min(kMaxSlots, shared_short_ / kWordsPerSlot)) return Finding::kSlots;
    if (rewritten_ > kMaxRewritten * shared || replaced_ > kMaxReplaced * shared ||
        (!one_piece && other_ends_ > kMaxOtherEnds * words))
      return Finding::kRewritten;
    return Finding::kCopy;
  }

  // ------------------------------------------------------------ who is named

  void note_presence() {
    const auto note = [this](const std::vector<Word>& words, std::uint8_t in, std::uint8_t name) {
      for (const Word& word : words) {
        std::uint8_t& presence = presence_.at(word.hash);
        presence |= in;
        if ((word.marks & kCapital) == 0) presence |= kSmallLetter;
        if ((word.marks & kRunning) != 0) presence |= name;
      }
    };
    note(short_, kInShort, kNameInShort);
    note(long_, kInLong, kNameInLong);
  }

  bool is_number(const Word& word) const {
    return (word.marks & kNumber) != 0 && (word.marks & kDateline) == 0;
  }

  // A name or number that the other text has nowhere. `own` and `other` are its own and the other
  // text.
  bool is_foreign(const Word& word, Presence other, Presence own_name) {
    if ((word.marks & kDateline) != 0) return false;
    const std::uint8_t presence = presence_.at(word.hash);
    if ((presence & other) != 0) return false;
    if ((word.marks & kNumber) != 0) return true;
    return (word.marks & kCapital) != 0 && (presence & kSmallLetter) == 0 &&
           (presence & own_name) != 0;
  }

  // ------------------------------------------------------------ blocks

  std::uint32_t run_length(std::uint32_t i, std::uint32_t j) const {
    std::uint32_t size = 0;
    while (i + size < short_.size() && j + size < long_.size() &&
           short_[i + size].hash == long_[j + size].hash)
      ++size;
    return size;
  }

  // Of the places where a shingle stands in the longer text, the one with the longest run; of equal
  // ones the first after the last block.
  Block best_block(std::uint32_t i, std::uint32_t expected) const {
    constexpr int kPlaces = 16;  // a refrain is not looked up everywhere
    Block best{i, 0, 0, false};
    int seen = 0;
    for (std::uint32_t j = places_[i]; j != kNone && seen < kPlaces; j = next_[j], ++seen) {
      const std::uint32_t size = run_length(i, j);
      if (size > best.size || (size == best.size && best.j < expected && j >= expected))
        best = {i, j, size, false};
    }
    return best;
  }

  void find_blocks() {
    std::uint32_t expected = 0;
    for (std::uint32_t i = 0; i + kShingle <= short_.size();) {
      if (places_[i] == kNone) {
        ++i;
        continue;
      }
      const Block block = best_block(i, expected);
      if (block.size < kShingle) {  // a collision of hashes
        ++i;
        continue;
      }
      blocks_.push_back(block);
      i += block.size;
      expected = block.j + block.size;
    }
  }

  // Marks the blocks outside the heaviest chain that ascends in both texts as moved and drops the
  // small ones among them: phrases that stand anywhere. A Fenwick tree over places in the longer
  // text holds the best chain that ends before each.
  void choose_blocks() {
    struct Best {
      std::uint32_t weight = 0;
      std::uint32_t block = kNone;
    };
    std::vector<Best> tree(long_.size() + 2);
    std::vector<std::uint32_t> before(blocks_.size(), kNone), weight(blocks_.size());
    Best last;
    for (std::uint32_t k = 0; k < blocks_.size(); ++k) {
      Best best;
      for (std::size_t at = blocks_[k].j + 1; at > 0; at &= at - 1) {
        if (tree[at].weight > best.weight) best = tree[at];
      }
      before[k] = best.block;
      weight[k] = best.weight + blocks_[k].size;
      // Found by blocks that begin at or after its end.
      for (std::size_t at = blocks_[k].j + blocks_[k].size + 1; at < tree.size();
           at += at & (~at + 1)) {
        if (weight[k] > tree[at].weight) tree[at] = {weight[k], k};
      }
      if (weight[k] > last.weight) last = {weight[k], k};
      blocks_[k].moved = true;
    }
    for (std::uint32_t k = last.block; k != kNone; k = before[k]) blocks_[k].moved = false;
    std::erase_if(blocks_, [this](const Block& block) {
      return block.moved && block.size < kMovedWords && !whole_lines(block);
    });
    shared_lines_short_.assign(short_.back().line + 1U, false);
    shared_lines_long_.assign(long_.back().line + 1U, false);
    for (const Block& block : blocks_) {
      shared_short_ += block.size;
      std::fill_n(covered_.begin() + block.j, block.size, true);
      for (std::uint32_t k = 0; k < block.size; ++k) {
        shared_lines_short_[short_[block.i + k].line] = true;
        shared_lines_long_[long_[block.j + k].line] = true;
      }
    }
  }

  bool whole_lines(const Block& block) const {
    const auto whole = [](const std::vector<Word>& words, std::size_t begin, std::size_t end) {
      return (begin == 0 || words[begin - 1].line != words[begin].line) &&
             (end == words.size() || words[end].line != words[end - 1].line);
    };
    return whole(short_, block.i, block.i + block.size) &&
           whole(long_, block.j, block.j + block.size);
  }

  // ------------------------------------------------------------ gaps

  void measure_gaps() {
    if (blocks_.empty()) return;
    const Block& first = blocks_.front();
    if (!first.moved) measure_end(gap(0, first.i, 0, first.j), true);
    for (std::size_t k = 1; k < blocks_.size(); ++k) {
      const Block &left = blocks_[k - 1], &right = blocks_[k];
      if (left.moved != right.moved || right.j < left.j + left.size) continue;
      // Passages that were moved together follow one another in the longer text, too.
      if (left.moved && right.j - left.j - left.size > kMovedGap) continue;
      const Gap between = gap(left.i + left.size, right.i, left.j + left.size, right.j);
      if (left.moved && between.longer.size() != right.j - left.j - left.size) continue;
      measure_inside(between);
    }
    const Block& last = blocks_.back();
    if (!last.moved)
      measure_end(gap(last.i + last.size, count_of(short_), last.j + last.size, count_of(long_)),
                  false);
  }

  Gap gap(std::uint32_t i_begin, std::uint32_t i_end, std::uint32_t j_begin,
          std::uint32_t j_end) const {
    Gap out;
    for (std::uint32_t i = i_begin; i < i_end; ++i) out.shorter.push_back(i);
    for (std::uint32_t j = j_begin; j < j_end; ++j) {
      if (!covered_[j]) out.longer.push_back(j);
    }
    return out;
  }

  // The gap cut at the words that both sides have in the same order (longest common subsequence),
  // if those are at least half of it: the same passage with words changed. Else the gap as it is.
  std::vector<Gap> cut(const Gap& gap, bool& same_passage) {
    const std::size_t m = gap.shorter.size(), n = gap.longer.size();
    same_passage = false;
    if (m == 0 || n == 0 || m * n > std::min(kGapCells, cells_left_)) return {gap};
    cells_left_ -= m * n;
    const auto equal = [&](std::size_t a, std::size_t b) {
      return short_[gap.shorter[a]].hash == long_[gap.longer[b]].hash;
    };
    std::vector<std::uint16_t> best((m + 1) * (n + 1), 0);
    const auto cell = [&](std::size_t a, std::size_t b) -> std::uint16_t& {
      return best[a * (n + 1) + b];
    };
    for (std::size_t a = m; a-- > 0;) {
      for (std::size_t b = n; b-- > 0;) {
        cell(a, b) = equal(a, b) ? static_cast<std::uint16_t>(cell(a + 1, b + 1) + 1)
                                 : std::max(cell(a + 1, b), cell(a, b + 1));
      }
    }
    if (2U * cell(0, 0) < std::max(m, n)) return {gap};
    same_passage = true;
    std::vector<Gap> parts(1);
    std::size_t a = 0, b = 0;
    while (a < m || b < n) {
      if (a < m && b < n && equal(a, b)) {
        ++shared_short_;
        covered_[gap.longer[b]] = true;
        if (!parts.back().shorter.empty() || !parts.back().longer.empty()) parts.emplace_back();
        ++a, ++b;
      } else if (b == n || (a < m && cell(a + 1, b) >= cell(a, b + 1))) {
        parts.back().shorter.push_back(gap.shorter[a++]);
      } else {
        parts.back().longer.push_back(gap.longer[b++]);
      }
    }
    return parts;
  }

  // The gap parted: words in paragraphs which the texts share, and paragraphs of one's own.
  Gap in_shared_paragraphs(const Gap& gap, bool wanted) const {
    Gap out;
    std::copy_if(gap.shorter.begin(), gap.shorter.end(), std::back_inserter(out.shorter),
                 [&](std::uint32_t i) { return shared_lines_short_[short_[i].line] == wanted; });
    std::copy_if(gap.longer.begin(), gap.longer.end(), std::back_inserter(out.longer),
                 [&](std::uint32_t j) { return shared_lines_long_[long_[j].line] == wanted; });
    return out;
  }

  // A paragraph that is the same as one on the other side but for some words is laid along it; what
  // remains are paragraphs of their own on both sides.
  Gap pair_paragraphs(const Gap& own) {
    constexpr std::size_t kLines = 24;
    std::vector<std::vector<std::uint32_t>> ours = lines_of(own.shorter, short_),
                                            theirs = lines_of(own.longer, long_);
    if (ours.empty() || theirs.empty() || ours.size() > kLines || theirs.size() > kLines)
      return own;
    Gap rest;
    for (const std::vector<std::uint32_t>& line : ours) {
      bool paired = false;
      for (auto other = theirs.begin(); other != theirs.end() && !paired; ++other) {
        const std::vector<Gap> parts = cut({line, *other}, paired);
        if (!paired) continue;
        for (const Gap& part : parts) count_slots(part);
        count_replaced(parts);
        theirs.erase(other);
        break;
      }
      if (!paired) rest.shorter.insert(rest.shorter.end(), line.begin(), line.end());
    }
    for (const std::vector<std::uint32_t>& line : theirs)
      rest.longer.insert(rest.longer.end(), line.begin(), line.end());
    return rest;
  }

  // A paragraph against nothing was added or cut, against another one it was rewritten.
  void measure_inside(const Gap& whole) {
    bool same_passage = false;
    const std::vector<Gap> parts = cut(in_shared_paragraphs(whole, true), same_passage);
    for (const Gap& part : parts) count_slots(part);
    count_replaced(parts);
    const Gap rest = pair_paragraphs(in_shared_paragraphs(whole, false));
    count_slots(rest);
    if (std::min(rest.shorter.size(), rest.longer.size()) >= kRewrittenWords)
      rewritten_ += static_cast<std::uint32_t>(std::max(rest.shorter.size(), rest.longer.size()));
  }

  // Before the first and after the last block a publisher's own heading, byline and notes may
  // stand. A heading that is the same but for a name or date is a template's; so are sentences of
  // their own at the head of both texts.
  void measure_end(const Gap& whole, bool head) {
    if (whole.shorter.empty() || whole.longer.empty()) return;
    bool same_passage = false;
    const std::vector<Gap> parts = cut(in_shared_paragraphs(whole, true), same_passage);
    if (same_passage)
      std::for_each(parts.begin(), parts.end(), [this](const Gap& part) { count_slots(part); });
    count_replaced(parts);
    Gap rest = in_shared_paragraphs(whole, false);
    if (head) {
      rest = pair_paragraphs(rest);
      count_slots(prose_of(rest));
    }
    const Gap& first = parts.front();
    if (!same_passage && std::max(whole.shorter.size(), whole.longer.size()) <= kShortEnd &&
        numbers_differ(whole))
      ++slots_;
    const std::size_t own_short = rest.shorter.size() + (same_passage ? 0 : first.shorter.size()),
                      own_long = rest.longer.size() + (same_passage ? 0 : first.longer.size());
    other_ends_ += static_cast<std::uint32_t>(std::min(own_short, own_long));
  }

  // Words against words in one paragraph: one or two are an edit, more another sentence.
  void count_replaced(const std::vector<Gap>& parts) {
    const auto own = [](const std::vector<std::uint32_t>& indexes, const std::vector<Word>& words) {
      return static_cast<std::uint32_t>(
          std::count_if(indexes.begin(), indexes.end(),
                        [&](std::uint32_t i) { return (words[i].marks & kDateline) == 0; }));
    };
    for (const Gap& part : parts) {
      const std::uint32_t ours = own(part.shorter, short_), theirs = own(part.longer, long_);
      if (ours == 0 || theirs == 0) continue;
      replaced_ += std::min(ours, theirs);
      if (std::max(ours, theirs) >= kRewrittenWords) rewritten_ += std::max(ours, theirs);
    }
  }

  static std::vector<std::vector<std::uint32_t>> lines_of(const std::vector<std::uint32_t>& indexes,
                                                          const std::vector<Word>& words) {
    std::vector<std::vector<std::uint32_t>> out;
    for (const std::uint32_t i : indexes) {
      if (out.empty() || words[out.back().back()].line != words[i].line) out.emplace_back();
      out.back().push_back(i);
    }
    return out;
  }

  // Words of their own that both texts have at the same place of a paragraph which they share: one
  // or two are an edit, more another sentence. A paragraph of one's own beside an edit was added or
  // left.
  void count_rewritten(const std::vector<Gap>& parts) {
    for (const Gap& part : parts) {
      const std::uint32_t ours = in_shared_lines(part.shorter, short_, shared_lines_short_),
                          theirs = in_shared_lines(part.longer, long_, shared_lines_long_);
      if (ours == 0 || theirs == 0) continue;
      replaced_ += std::min(ours, theirs);
      if (std::max(ours, theirs) >= kRewrittenWords) rewritten_ += std::max(ours, theirs);
    }
  }

  static std::uint32_t in_shared_lines(const std::vector<std::uint32_t>& indexes,
                                       const std::vector<Word>& words,
                                       const std::vector<bool>& lines) {
    return static_cast<std::uint32_t>(
        std::count_if(indexes.begin(), indexes.end(), [&](std::uint32_t i) {
          return lines[words[i].line] && (words[i].marks & kDateline) == 0;
        }));
  }

  Gap prose_of(const Gap& gap) const {
    Gap out;
    std::copy_if(gap.shorter.begin(), gap.shorter.end(), std::back_inserter(out.shorter),
                 [this](std::uint32_t i) { return (short_[i].marks & kProse) != 0; });
    std::copy_if(gap.longer.begin(), gap.longer.end(), std::back_inserter(out.longer),
                 [this](std::uint32_t j) { return (long_[j].marks & kProse) != 0; });
    return out;
  }

  // ------------------------------------------------------------ slots

  void count_slots(const Gap& whole) {
    const auto begin_of = [](const std::vector<std::uint32_t>& own) {
      return std::vector<std::uint32_t>(
          own.begin(), own.begin() + static_cast<std::ptrdiff_t>(std::min(own.size(), kSlotWords)));
    };
    const Gap part{begin_of(whole.shorter), begin_of(whole.longer)};
    const bool both = !part.shorter.empty() && !part.longer.empty();
    if (both && (numbers_differ(part) || entities_differ(part)))
      ++slots_;
    else if (!note_names(part))
      note_term(part);
  }

  // Numbers against other numbers, of which one stands nowhere in the other text; or nothing but
  // numbers on both sides.
  bool numbers_differ(const Gap& part) {
    std::vector<std::uint64_t> ours, theirs;
    for (const std::uint32_t i : part.shorter) {
      if (is_number(short_[i])) ours.push_back(short_[i].hash);
    }
    for (const std::uint32_t j : part.longer) {
      if (is_number(long_[j])) theirs.push_back(long_[j].hash);
    }
    bool own_ours = false, own_theirs = false;
    bool foreign = ours.size() == part.shorter.size() && theirs.size() == part.longer.size();
    for (const std::uint64_t hash : ours) {
      if (std::find(theirs.begin(), theirs.end(), hash) != theirs.end()) continue;
      own_ours = true;
      foreign = foreign || (presence_.at(hash) & kInLong) == 0;
    }
    for (const std::uint64_t hash : theirs) {
      if (std::find(ours.begin(), ours.end(), hash) != ours.end()) continue;
      own_theirs = true;
      foreign = foreign || (presence_.at(hash) & kInShort) == 0;
    }
    return own_ours && own_theirs && foreign;
  }

  // Names or numbers on both sides that the other text has nowhere and that are no other spelling
  // of one another.
  bool entities_differ(const Gap& part) {
    std::vector<const Word*> ours, theirs;
    for (const std::uint32_t i : part.shorter) {
      if (is_foreign(short_[i], kInLong, kNameInShort)) ours.push_back(&short_[i]);
    }
    for (const std::uint32_t j : part.longer) {
      if (is_foreign(long_[j], kInShort, kNameInLong)) theirs.push_back(&long_[j]);
    }
    const bool other_ours = std::any_of(ours.begin(), ours.end(), [&](const Word* a) {
      return std::none_of(theirs.begin(), theirs.end(),
                          [&](const Word* b) { return same_name(*a, *b); });
    });
    return other_ours && std::any_of(theirs.begin(), theirs.end(), [&](const Word* b) {
             return std::none_of(ours.begin(), ours.end(),
                                 [&](const Word* a) { return same_name(*a, *b); });
           });
  }

  // Names against names that both texts have (two letters on two countries, each of which names
  // both), and a number that only one has, against nothing: slots if they come again.
  bool note_names(const Gap& part) {
    if (part.shorter.empty() || part.longer.empty()) {
      std::uint64_t key = 0;
      const auto add = [&](const Word& word) {
        if (is_number(word) && presence_.at(word.hash) != (kInShort | kInLong))
          key = mix(key ^ word.hash);
      };
      for (const std::uint32_t i : part.shorter) add(short_[i]);
      for (const std::uint32_t j : part.longer) add(long_[j]);
      if (key != 0 && part.shorter.size() + part.longer.size() <= 2 * kShortEnd)
        names_.push_back(key);
      return false;
    }
    const std::vector<const Word*> ours = own_names(part.shorter, short_, part.longer, long_),
                                   theirs = own_names(part.longer, long_, part.shorter, short_);
    if (ours.empty() || theirs.empty()) return false;
    if (ours.size() == theirs.size() &&
        std::equal(ours.begin(), ours.end(), theirs.begin(),
                   [this](const Word* a, const Word* b) { return same_name(*a, *b); }))
      return false;
    for (const Word* word : ours) names_.push_back(word->hash);
    for (const Word* word : theirs) names_.push_back(mix(word->hash));
    return true;
  }

  // Names among `ours` that do not stand among `theirs`.
  std::vector<const Word*> own_names(const std::vector<std::uint32_t>& ours,
                                     const std::vector<Word>& our_words,
                                     const std::vector<std::uint32_t>& theirs,
                                     const std::vector<Word>& their_words) {
    std::vector<const Word*> out;
    for (const std::uint32_t i : ours) {
      const Word& word = our_words[i];
      const std::uint8_t presence = presence_.at(word.hash);
      const bool name = (word.marks & kCapital) != 0 && (presence & kSmallLetter) == 0 &&
                        (presence & (kNameInShort | kNameInLong)) != 0;
      if (name && std::none_of(theirs.begin(), theirs.end(),
                               [&](std::uint32_t j) { return their_words[j].hash == word.hash; }))
        out.push_back(&word);
    }
    return out;
  }

  // A term replaced by another through the whole text ("transformers" for "heat pumps") is a slot
  // without a name.
  void note_term(const Gap& part) {
    std::uint64_t key = 0;
    const auto own_term = [&](const std::vector<std::uint32_t>& indexes,
                              const std::vector<Word>& words, Presence other) {
      bool own = false;
      for (const std::uint32_t i : indexes) {
        key = mix(key ^ words[i].hash) * 0x9e3779b97f4a7c15ULL;
        own = own || (words[i].end - words[i].begin >= kTermLetters &&
                      (presence_.at(words[i].hash) & other) == 0);
      }
      return own;
    };
    if (part.shorter.empty() || part.longer.empty()) return;
    const bool ours = own_term(part.shorter, short_, kInLong),
               theirs = own_term(part.longer, long_, kInShort);
    if (!ours || !theirs) return;
    if (part.shorter.size() == 1 && part.longer.size() == 1 &&
        same_name(short_[part.shorter[0]], long_[part.longer[0]]))
      return;
    terms_.push_back(key);
  }

  void count_systematic() {
    const auto count = [this](std::vector<std::uint64_t>& keys, std::uint32_t least) {
      std::sort(keys.begin(), keys.end());
      for (auto at = keys.begin(); at != keys.end();) {
        const auto end = std::upper_bound(at, keys.end(), *at);
        if (const auto times = static_cast<std::uint32_t>(end - at); times >= least)
          slots_ += times;
        at = end;
      }
    };
    count(terms_, std::max(kSystematicTerm, shared_short_ / kWordsPerTerm));
    count(names_, kSystematicName);
  }

  // Another spelling or a slip: one letter changed, added, dropped or two changed places; two from
  // eight letters on.
  bool same_name(const Word& ours, const Word& theirs) const;

  std::string_view short_text_, long_text_;
  const std::vector<Word>& short_;
  const std::vector<Word>& long_;
  HashTable<std::uint8_t> presence_;
  std::vector<std::uint32_t> places_,
      next_;  // of shingles: first place in the longer text; the next one with the same
  std::vector<Block> blocks_;
  std::vector<bool> covered_;  // words of the longer text that stand in the shorter
  std::vector<bool> shared_lines_short_, shared_lines_long_;  // with a word of a block
  std::vector<std::uint64_t> terms_, names_;  // replaced by one another: a key for each time
  std::size_t cells_left_ = kAllCells;
  std::uint32_t shared_short_ = 0, slots_ = 0, rewritten_ = 0, replaced_ = 0, other_ends_ = 0;
};

// Names of countries and their peoples that are as near to one another as a slip of the pen, and
// pairs of spellings that are further apart.
constexpr std::string_view kNotTheSame =
    " australia/austria australian/austrian australians/austrians gambia/zambia gambian/zambian "
    "slovakia/slovenia slovakian/slovenian mauritania/mauritius mauritanian/mauritian "
    "nigerian/nigerien nigerians/nigeriens guinea/guyana dominica/dominican iceland/ireland "
    "lagos/laos northern/southern eastern/western ";
constexpr std::string_view kTheSame = " kiev/kyiv turkey/turkiye ";

// Each pair stands in the order of the alphabet.
bool has_pair(std::string_view pairs, const std::string& a, const std::string& b) {
  const std::string pair = " " + std::min(a, b) + "/" + std::max(a, b) + " ";
  return pairs.find(pair) != std::string_view::npos;
}

// Letters changed, added, dropped or exchanged with their neighbour (optimal string alignment
// distance).
std::size_t letters_changed(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] =
          std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

bool Comparison::same_name(const Word& ours, const Word& theirs) const {
  constexpr std::size_t kMaxBytes = 40;
  // A month may be misspelt, but one month is no slip for another.
  if ((ours.marks & theirs.marks & kNumber) != 0 ||
      std::max(ours.end - ours.begin, theirs.end - theirs.begin) > kMaxBytes)
    return false;
  const std::string a =
      to_lower(fold_accents(short_text_.substr(ours.begin, ours.end - ours.begin)));
  const std::string b =
      to_lower(fold_accents(long_text_.substr(theirs.begin, theirs.end - theirs.begin)));
  if (is_ascii_digit(a.front()) || is_ascii_digit(b.front())) return false;
  if (has_pair(kTheSame, a, b)) return true;
  const std::size_t letters = std::max(a.size(), b.size());
  if (letters < 5 || has_pair(kNotTheSame, a, b)) return false;
  return letters_changed(a, b) <= (letters < 8 ? 1U : 2U);
}

// ---------------------------------------------------------------- MinHash

// Multipliers and addends of the hash functions x -> (a x + b) / 2^32, a odd: fixed, since
// signatures are stored.
struct HashFunction {
  std::uint64_t a, b;
};
constexpr std::size_t kMinima = kBands * kRowsPerBand;
constexpr std::array<HashFunction, kMinima> kHashFunctions = [] {
  std::array<HashFunction, kMinima> functions{};
  std::uint64_t state = 0;
  const auto next = [&state] { return mix(state += 0x9e3779b97f4a7c15ULL); };
  for (HashFunction& function : functions) function = {next() | 1U, next()};
  return functions;
}();

}  // namespace

Signature sign(std::string_view text) {
  const std::vector<Word> words = WordReader(text).read();
  Signature signature;
  signature.words = count_of(words);
  signature.exact = hash_of_all(words);
  signature.minima.fill(std::numeric_limits<std::uint32_t>::max());
  for_each_shingle(words, [&signature](std::uint32_t, std::uint64_t hash) {
    for (std::size_t k = 0; k < kMinima; ++k) {
      const auto value =
          static_cast<std::uint32_t>((kHashFunctions[k].a * hash + kHashFunctions[k].b) >> 32U);
      signature.minima[k] = std::min(signature.minima[k], value);
    }
  });
  return signature;
}

std::vector<std::uint64_t> bands(const Signature& signature) {
  if (signature.words == 0) return {};
  if (signature.words < kShortWords) return {mix(signature.exact)};
  std::vector<std::uint64_t> keys;
  keys.reserve(kBands);
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint64_t key = mix(band + 1);
    for (std::size_t row = 0; row < kRowsPerBand; ++row)
      key = mix(key ^ signature.minima[band * kRowsPerBand + row]);
    keys.push_back(key);
  }
  return keys;
}

Verdict compare(std::string_view a, std::string_view b) {
  const std::vector<Word> words_a = WordReader(a).read(), words_b = WordReader(b).read();
  const bool first_is_shorter =
      words_a.size() != words_b.size() ? words_a.size() < words_b.size() : a <= b;
  Verdict verdict;
  if (words_a.empty() || words_b.empty())
    verdict.finding = Finding::kShort;
  else
    verdict = first_is_shorter ? Comparison(a, b, words_a, words_b).run()
                               : Comparison(b, a, words_b, words_a).run();
  verdict.first_is_shorter = first_is_shorter;
  return verdict;
}

}  // namespace entente::ledger
