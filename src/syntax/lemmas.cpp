#include "syntax/lemmas.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/base.h"
#include "network/network.h"
#include "syntax/irregular.h"

namespace entente::syntax {

LemmaEdit lemma_edit(std::string_view form, std::string_view lemma) {
  const std::string lowered = to_lower(form);
  const auto common = [&](std::string_view base) {
    std::size_t k = 0;
    while (k < base.size() && k < lemma.size() && base[k] == lemma[k]) ++k;
    // Not in the middle of a character.
    while (k > 0 && k < base.size() && (static_cast<unsigned char>(base[k]) & 0xC0U) == 0x80U) --k;
    return k;
  };
  const std::size_t in_lower = common(lowered);
  const std::size_t in_form = common(form);
  const bool keep = in_form > in_lower;
  const std::size_t base = keep ? form.size() : lowered.size();
  const std::size_t shared = keep ? in_form : in_lower;
  return {keep, static_cast<std::uint32_t>(base - shared), std::string(lemma.substr(shared))};
}

std::string apply_edit(const LemmaEdit& edit, std::string_view form) {
  std::string lemma = edit.keep_case ? std::string(form) : to_lower(form);
  if (lemma.size() < edit.strip) return {};
  const std::size_t kept = lemma.size() - edit.strip;
  if (kept < lemma.size() && (static_cast<unsigned char>(lemma[kept]) & 0xC0U) == 0x80U) return {};
  lemma.resize(kept);
  return lemma += edit.append;
}

std::vector<LemmaEdit> read_edits(ByteReader& reader) {
  std::vector<LemmaEdit> edits(reader.count());
  for (LemmaEdit& edit : edits) {
    edit.keep_case = reader.u8() != 0;
    edit.strip = static_cast<std::uint32_t>(reader.varint());
    edit.append = reader.string();
  }
  return edits;
}

std::uint32_t lemma_key(std::string_view form, Upos upos) {
  thread_local std::string text;
  text.clear();
  if (upos == Upos::kPropn) network::append_cased_form(text, form);
  else network::append_normal_form(text, form);
  return feature_key(202, hash_string(text), static_cast<std::uint64_t>(upos));
}

Lemmas::Lemmas(std::string_view section) {
  ByteReader reader(section, "lemmas");
  edits_ = read_edits(reader);
  std::vector<KeyTable<std::uint16_t>::Entry> entries(reader.count());
  std::uint32_t key = 0;
  for (auto& entry : entries) {
    key += static_cast<std::uint32_t>(reader.varint());
    entry.key = key;
    entry.value = static_cast<std::uint16_t>(reader.varint());
    if (entry.value >= edits_.size()) reader.fail("an edit that is not in the list");
  }
  known_ = KeyTable<std::uint16_t>(std::move(entries));
}

std::string Lemmas::write(const std::vector<LemmaEdit>& edits, const std::vector<Entry>& entries) {
  ByteWriter writer;
  writer.varint(edits.size());
  for (const LemmaEdit& edit : edits) {
    writer.u8(edit.keep_case ? 1 : 0);
    writer.varint(edit.strip);
    writer.string(edit.append);
  }
  writer.varint(entries.size());
  std::uint32_t previous = 0;
  for (const Entry& entry : entries) {
    writer.varint(entry.key - previous);
    previous = entry.key;
    writer.varint(entry.edit);
  }
  return writer.take();
}

namespace {

using Known = std::function<bool(std::string_view)>;

bool is_vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

// "tim" of "timed": one vowel between consonants. Without a final e the consonant would be doubled.
bool is_short_syllable(std::string_view stem) {
  const auto vowels = std::count_if(stem.begin(), stem.end(), is_vowel);
  return stem.size() >= 3 && vowels == 1 && is_vowel(stem[stem.size() - 2]) && std::string_view("wx").find(stem.back()) == std::string_view::npos;
}

// The base of a regular form with one of the endings, if one that is spelt so is a known word:
// "looted" -> "loot", "barring" -> "bar", "timed" -> "time", "tidiest" -> "tidy".
std::string regular_base(std::string_view lower, std::initializer_list<std::string_view> endings, const Known& known) {
  for (const std::string_view ending : endings) {
    if (!lower.ends_with(ending) || lower.size() < ending.size() + 2) continue;
    const std::string stem(lower.substr(0, lower.size() - ending.size()));
    const std::string shorter = stem.substr(0, stem.size() - 1);
    if (is_short_syllable(stem) && known(stem + "e")) return stem + "e";
    if (known(stem)) return stem;
    if (stem.back() == stem[stem.size() - 2] && known(shorter)) return shorter;
    if (known(stem + "e")) return stem + "e";
    if (stem.back() == 'i' && known(shorter + "y")) return shorter + "y";
  }
  return {};
}

std::string capitalised(std::string word) {
  if (!word.empty() && is_ascii_lower(word[0])) word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string singular(std::string name) {
  if (name.size() > 4 && name.ends_with("ies")) return name.substr(0, name.size() - 3) + "y";
  if (name.size() > 3 && name.ends_with("s") && !name.ends_with("ss")) name.pop_back();
  return name;
}

// What no lexicon entry decides.
std::string inflected_base(std::string_view form, Upos upos, std::string_view xpos, std::string lemma, const Known& known) {
  const std::string lower = to_lower(form);
  if (upos == Upos::kVerb) {
    std::string_view prefix;
    if (const std::string_view base = irregular_base(lower, prefix); !base.empty()) return std::string(prefix).append(base);
    if (!known(lemma) || is_short_syllable(lemma)) {
      if (std::string base = regular_base(lower, {"ing", "ed"}, known); !base.empty()) return base;
    }
  } else if ((xpos == "JJS" || xpos == "RBS") && lemma == lower) {
    if (std::string base = regular_base(lower, {"est"}, known); !base.empty()) return base;
  } else if (upos == Upos::kPropn && xpos == "NNPS" && lemma == form) {
    return singular(std::move(lemma));
  } else if ((upos == Upos::kNoun || upos == Upos::kX) && form.size() > 1 && std::all_of(form.begin(), form.end(), is_ascii_upper) && !known(lower)) {
    return std::string(form);  // an abbreviation keeps its capitals; a common word in a line of capitals does not
  }
  return lemma;
}

}  // namespace

std::string Lemmas::choose(std::string_view form, Upos upos, std::string_view xpos, const LemmaEdit& proposed, const Known& known) const {
  std::string lemma;
  if (const std::uint16_t* edit = known_.find(lemma_key(form, upos))) lemma = apply_edit(edits_[*edit], form);
  if (lemma.empty()) {
    if (xpos == "ADD") return std::string(form);  // an address
    lemma = apply_edit(proposed, form);
    if (lemma.empty()) lemma = upos == Upos::kPropn ? std::string(form) : to_lower(form);
    lemma = inflected_base(form, upos, xpos, std::move(lemma), known);
  }
  // A part of a name has a capital, whatever part of speech it is and however carelessly it was typed; short ones
  // may be particles ("al", "von") or abbreviations.
  const bool name = form.size() > 3 && xpos != "FW" && (upos == Upos::kPropn || (xpos.starts_with("NNP") && is_ascii_upper(form[0])));
  return name && std::all_of(lemma.begin(), lemma.end(), is_ascii_lower) ? capitalised(std::move(lemma)) : lemma;
}

}  // namespace entente::syntax
