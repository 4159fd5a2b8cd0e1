// Irregular verb forms of English, for words that no treebank showed: "overthrew" -> "overthrow".
#pragma once

#include <string_view>

namespace entente::syntax {

// Lemma of a past tense or past participle in lower case; empty where the form is not irregular. Verbs
// with a prefix (over-, under-, with-, re-, out-, fore-, mis-, up-) follow their base.
std::string_view irregular_base(std::string_view form, std::string_view& prefix);

// Whether a form in lower case is a past participle and never a past tense ("broken", "withdrawn").
bool is_only_participle(std::string_view form);

}  // namespace entente::syntax
