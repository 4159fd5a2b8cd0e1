// Web archives: WARC 1.0 and 1.1 (ISO 28500), record by record.
#pragma once

#include <string>

#include "text/bytes.h"
#include "text/text.h"

namespace entente {

// `head` holds what was read of `bytes` already. Gives the pages of response records (status 200,
// HTML or plain text) and of resource records; see docs/inputs.md.
void read_warc(InputBytes& bytes, std::string head, const std::string& source,
               const ReadOptions& options, const ReadSink& sink);

}  // namespace entente
