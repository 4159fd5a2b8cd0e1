// The one table of stages, and how documents run through it: several at a time, results in input
// order whatever the number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/actors.h"
#include "coding/coding.h"
#include "document/document.h"
#include "ontology/ontology.h"
#include "syntax/syntax.h"
#include "text/text.h"

namespace entente {

// Everything the stages read. Loaded once, then const and shared between threads.
struct Models {
  SyntaxModel syntax;
  ActorTables actors;
  Ontology ontology;
  ActModel acts;
};
// Files of the user that add to the built-in tables or take their place.
struct UserFiles {
  std::vector<std::filesystem::path> actors;  // see ActorTables::load
  OntologyFiles ontology;
  bool learnt = true;  // also acts that no rule tells
};
// `data` holds data/, `model` is the syntax model file. Throws Error(kFatal).
Models load_models(const std::filesystem::path& data, const std::filesystem::path& model, const UserFiles& user = {});

// What a stage needs and makes; the table below is checked when it is compiled.
enum Product : unsigned { kText = 1U, kTokens = 2U, kTree = 4U, kActors = 8U, kEvents = 16U };
struct Stage {
  std::string_view name;
  unsigned needs, makes;
  void (*run)(Document&, const Models&);
};
inline constexpr auto kPipeline = std::to_array<Stage>(
    {{"tokenize", kText, kTokens, [](Document& d, const Models& m) { tokenize(d, m.syntax); }},
     {"parse", kTokens, kTree, [](Document& d, const Models& m) { parse(d, m.syntax); }},
     {"resolve", kTree, kActors, [](Document& d, const Models& m) { resolve_actors(d, m.actors); }},
     {"code", kTree | kActors, kEvents, [](Document& d, const Models& m) { code_events(d, m.ontology, m.acts); }}});

template <std::size_t N>
constexpr bool every_need_is_made_before(const std::array<Stage, N>& stages) {
  unsigned made = kText;
  for (const Stage& stage : stages) {
    if ((stage.needs & ~made) != 0) return false;
    made |= stage.makes;
  }
  return true;
}
static_assert(every_need_is_made_before(kPipeline));

// Processor time of the calling thread, in seconds: stages of different threads do not blur.
double thread_seconds();

// Seconds of processor time per stage, in the order of kPipeline, over the documents of a run.
using StageTimes = std::array<double, kPipeline.size()>;

// Runs the stages that make `wanted` and what they need on one document that has text.
void process(Document& document, const Models& models, unsigned wanted = kEvents, StageTimes* times = nullptr);

// What to do with a document that was read: run the stages, hand it on as it is, or forget it.
enum class Treatment : std::uint8_t { kProcess, kPass, kDrop };
// Asked in input order, from the calling thread, before a document is processed; those asked before it
// may not have reached the sink yet.
using Admit = std::function<Treatment(const Document& document)>;

struct RunOptions {
  ReadOptions read;
  Admit admit;  // none: every document is processed
  unsigned threads = 1;
  unsigned wanted = kEvents;
};
struct RunSummary {
  std::uint64_t documents = 0, refused = 0, dropped = 0, sentences = 0, words = 0, events = 0, bytes = 0;
  StageTimes stage_seconds{};
};
// Called in input order, from the calling thread only. `document` is processed, unless it was passed.
using DocumentSink = std::function<void(Document& document)>;
using RefusalSink = std::function<void(const std::string& message)>;

// Reads every path ("-" is standard input) and hands each document to `sink` as soon as it and all
// before it are done. At most a few documents a thread are in memory at a time.
RunSummary run(const std::vector<std::string>& paths, const Models& models, const RunOptions& options,
               const DocumentSink& sink, const RefusalSink& refused);

}  // namespace entente
