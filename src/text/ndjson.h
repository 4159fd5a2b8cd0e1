// One line of NDJSON to one document.
#pragma once

#include <memory>
#include <string>

#include "document/document.h"

namespace entente {

class NdjsonParser {
 public:
  NdjsonParser();
  ~NdjsonParser();
  // Reads id, url, title, published, publisher and text; other fields are passed over. Throws
  // Error(kInput) saying what is wrong with the line. May add to the line's capacity and repair
  // its UTF-8.
  Document parse(std::string& line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entente
