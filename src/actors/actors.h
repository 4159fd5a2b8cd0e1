// Who: names, nationalities, titles and offices by date, names learnt inside the document, and what
// pronouns and phrases such as "the two countries" stand for.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/base.h"
#include "document/document.h"

namespace entente {

// All actor tables, read-only and shared between threads.
class ActorTables {
 public:
  // Reads data/actors/*.tsv; throws Error(kFatal) that lists every fault with file and line.
  // `user_files` add to them, and hide built-in rows of the same words. Each holds one or more tables
  // of the kinds in data/actors (a header line begins a table), or is a PETRARCH or TABARI dictionary.
  static ActorTables load(const std::filesystem::path& data_directory, std::span<const std::filesystem::path> user_files = {});
  ~ActorTables();
  ActorTables(ActorTables&&) noexcept;
  ActorTables& operator=(ActorTables&&) noexcept;

  struct Impl;
  [[nodiscard]] const Impl& impl() const { return *impl_; }

 private:
  explicit ActorTables(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The stage: reads trees, fills Document::actors and Document::mentions (sorted by sentence, then
// first token; nested mentions allowed, the outer first).
void resolve_actors(Document& document, const ActorTables& tables);

// Who a short mention without a sentence names ("Kyiv police"): `phrase` is a document made of it,
// through syntax, with the date as `published`; `context_country` is a code that helps where the
// phrase names none. Fills the document as resolve_actors does and returns the outermost mention.
std::vector<Actor> resolve_mention(Document& phrase, std::string_view context_country,
                                   const ActorTables& tables);

// A PETRARCH or TABARI actor or agent dictionary as tables of the kinds in data/actors. Throws
// Error(kInput) that lists every line it cannot read; `name` stands in messages.
std::string import_petrarch_actors(std::string_view dictionary, const std::string& name);

// Name of a country or body code ("IND" -> "India", "UNO" -> "United Nations"); empty if unknown.
std::string_view actor_code_name(const ActorTables& tables, std::string_view code);
bool is_known_actor_code(const ActorTables& tables, std::string_view code);

}  // namespace entente
