// Dates as pages and feeds write them.
#pragma once

#include <optional>
#include <string_view>

#include "document/document.h"

namespace entente {

// ISO dates and timestamps, "20250122", "January 22, 2025", "Wed, 22 Jan 2025 10:00:00 GMT".
std::optional<Date> parse_written_date(std::string_view text);

}  // namespace entente
