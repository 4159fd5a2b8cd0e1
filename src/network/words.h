// Forms of a word that classifiers and tables look up.
#pragma once

#include <string>
#include <string_view>

namespace entente::network {

// Lower case, curly quotes straight, every digit '0': "Rubio’s 2025" -> "rubio's 0000".
void append_normal_form(std::string& out, std::string_view form);
// The same but with letter case kept.
void append_cased_form(std::string& out, std::string_view form);
// Runs of equal character classes of a cased form cut to two, at most 24 bytes: "Xxx", "X.X.", "dd-dd".
void append_shape(std::string& out, std::string_view cased_form);

}  // namespace entente::network
