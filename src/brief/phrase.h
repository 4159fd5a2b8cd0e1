// An act as a line for a reader, in the words of the sentence that tells it.
#pragma once

#include <string>
#include <vector>

#include "brief/brief.h"

namespace entente::brief {

// What a line is made of; an act and a promise are both told so.
struct Telling {
  std::string type, rule, location;
  std::vector<StoredParty> actors, recipients;
  StoredMention told;
  Date date;
  bool date_from_text = false;
};
Telling telling_of(const StoredAct& act);
Telling telling_of(const StoredCommitment& commitment);

struct Phrase {
  std::string text;  // without full stop, date and citation
  bool made =
      false;  // a sentence of ours with resolved names; else the source's own, in quotation marks
  bool spoken = false;  // from a transcript
  // How well it can be read by itself, 0 = well, below: pronouns nobody is known for, fragments,
  // questions.
  double quality = 0;
};
Phrase phrase_of(const Telling& telling, const BriefNames& names);

// "31 Oct 2025", "Oct 2025", "2025".
std::string day_text(Date date);
// "(31 Oct 2025)", or "(reported 31 Oct 2025)" where the text gives no date of the act.
std::string dated(const Telling& telling);

// "India, Japan and the United States"; at most `most` by name, then "and 6 others".
std::string listed(const std::vector<std::string>& names, std::size_t most = 8);
// Who stands there, persons by name with their office: "President Joe Biden", "the United States".
std::vector<std::string> party_names(const std::vector<StoredParty>& parties,
                                     const BriefNames& names);

std::string with_capital(std::string text);
// White space as single spaces, control characters dropped.
std::string one_line(std::string_view text);

}  // namespace entente::brief
