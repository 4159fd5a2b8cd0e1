#include "syntax/irregular.h"

#include <algorithm>
#include <array>

namespace entente::syntax {
namespace {

struct Row { std::string_view form, base; };

// Sorted by form. Forms that are also another common verb's base ("found", "lay", "fell", "bound",
// "wound", "saw") are left to the model.
constexpr auto kForms = std::to_array<Row>({
    {"arisen", "arise"}, {"arose", "arise"}, {"ate", "eat"}, {"awoke", "awake"}, {"beaten", "beat"}, {"became", "become"},
    {"began", "begin"}, {"begun", "begin"}, {"bent", "bend"}, {"bitten", "bite"}, {"bled", "bleed"}, {"blew", "blow"},
    {"blown", "blow"}, {"bore", "bear"}, {"borne", "bear"}, {"bought", "buy"}, {"bred", "breed"}, {"broke", "break"},
    {"broken", "break"}, {"brought", "bring"}, {"built", "build"}, {"burnt", "burn"}, {"came", "come"}, {"caught", "catch"},
    {"chose", "choose"}, {"chosen", "choose"}, {"clung", "cling"}, {"crept", "creep"}, {"dealt", "deal"}, {"did", "do"},
    {"done", "do"}, {"drank", "drink"}, {"drawn", "draw"}, {"drew", "draw"}, {"driven", "drive"}, {"drove", "drive"},
    {"drunk", "drink"}, {"dug", "dig"}, {"eaten", "eat"}, {"fallen", "fall"}, {"fed", "feed"}, {"fled", "flee"},
    {"flew", "fly"}, {"flown", "fly"}, {"flung", "fling"}, {"forbade", "forbid"}, {"forbidden", "forbid"}, {"forgave", "forgive"},
    {"forgiven", "forgive"}, {"forgot", "forget"}, {"forgotten", "forget"}, {"fought", "fight"}, {"froze", "freeze"}, {"frozen", "freeze"},
    {"gave", "give"}, {"given", "give"}, {"gone", "go"}, {"got", "get"}, {"gotten", "get"}, {"grew", "grow"},
    {"grown", "grow"}, {"had", "have"}, {"heard", "hear"}, {"held", "hold"}, {"hidden", "hide"}, {"hung", "hang"},
    {"kept", "keep"}, {"knew", "know"}, {"known", "know"}, {"laid", "lay"}, {"leant", "lean"}, {"leapt", "leap"},
    {"led", "lead"}, {"lent", "lend"}, {"lit", "light"}, {"lost", "lose"}, {"made", "make"}, {"meant", "mean"},
    {"met", "meet"}, {"mown", "mow"}, {"oversaw", "oversee"}, {"paid", "pay"}, {"pled", "plead"}, {"proven", "prove"}, {"ran", "run"},
    {"rang", "ring"}, {"ridden", "ride"}, {"risen", "rise"}, {"rode", "ride"}, {"rung", "ring"}, {"said", "say"},
    {"sank", "sink"}, {"sat", "sit"}, {"seen", "see"}, {"sent", "send"}, {"shaken", "shake"}, {"shone", "shine"},
    {"shook", "shake"}, {"shot", "shoot"}, {"shown", "show"}, {"shrank", "shrink"}, {"slain", "slay"}, {"slept", "sleep"},
    {"slew", "slay"}, {"slid", "slide"}, {"slung", "sling"}, {"sold", "sell"}, {"sought", "seek"}, {"sown", "sow"},
    {"spent", "spend"}, {"spoke", "speak"}, {"spoken", "speak"}, {"sprang", "spring"}, {"sprung", "spring"}, {"spun", "spin"},
    {"stole", "steal"}, {"stolen", "steal"}, {"stood", "stand"}, {"stricken", "strike"}, {"striven", "strive"}, {"strove", "strive"},
    {"struck", "strike"}, {"stuck", "stick"}, {"stung", "sting"}, {"sung", "sing"}, {"sunk", "sink"}, {"swept", "sweep"},
    {"swollen", "swell"}, {"swore", "swear"}, {"sworn", "swear"}, {"swum", "swim"}, {"swung", "swing"}, {"taken", "take"},
    {"taught", "teach"}, {"thought", "think"}, {"threw", "throw"}, {"thrown", "throw"}, {"thrust", "thrust"}, {"told", "tell"},
    {"took", "take"}, {"tore", "tear"}, {"torn", "tear"}, {"understood", "understand"}, {"went", "go"}, {"wept", "weep"},
    {"woken", "wake"}, {"won", "win"}, {"wore", "wear"}, {"worn", "wear"}, {"woven", "weave"}, {"written", "write"},
    {"wrote", "write"}, {"wrung", "wring"},
});

constexpr bool sorted_by_form() {
  for (std::size_t i = 1; i < kForms.size(); ++i) {
    if (!(kForms[i - 1].form < kForms[i].form)) return false;
  }
  return true;
}
static_assert(sorted_by_form());

std::string_view look_up(std::string_view form) {
  const auto it = std::lower_bound(kForms.begin(), kForms.end(), form, [](const Row& row, std::string_view key) { return row.form < key; });
  return it != kForms.end() && it->form == form ? it->base : std::string_view();
}

constexpr auto kOnlyParticiples = std::to_array<std::string_view>(
    {"arisen", "awoken", "beaten", "begun", "bitten", "blown", "borne", "broken", "chosen", "done", "drawn",
     "driven", "drunk", "eaten", "fallen", "flown", "forbidden", "forgiven", "forgotten", "forsaken",
     "frozen", "given", "gone", "grown", "hidden", "known", "lain", "mistaken", "proven", "ridden", "risen",
     "rung", "seen", "sewn", "shaken", "shown", "shrunk", "slain", "sown", "spoken", "sprung", "stolen",
     "stridden", "striven", "sung", "sunk", "swollen", "sworn", "swum", "taken", "thrown", "torn", "trodden",
     "undergone", "woken", "worn", "woven", "written"});

constexpr auto kPrefixes = std::to_array<std::string_view>({"over", "under", "with", "fore", "out", "mis", "up", "re", "be", "way", "un"});

}  // namespace

bool is_only_participle(std::string_view form) {
  const auto listed = [](std::string_view word) { return std::binary_search(kOnlyParticiples.begin(), kOnlyParticiples.end(), word); };
  if (listed(form)) return true;
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return form.starts_with(prefix) && listed(form.substr(prefix.size())); });
}

std::string_view irregular_base(std::string_view form, std::string_view& prefix) {
  prefix = {};
  if (const std::string_view base = look_up(form); !base.empty()) return base;
  for (const std::string_view candidate : kPrefixes) {
    if (!form.starts_with(candidate)) continue;
    if (const std::string_view base = look_up(form.substr(candidate.size())); !base.empty()) {
      prefix = form.substr(0, candidate.size());
      return base;
    }
  }
  return {};
}

}  // namespace entente::syntax
