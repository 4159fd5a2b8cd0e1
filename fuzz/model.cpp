// Model files: sections or an Error, nothing else. The input is tried as a whole file, and as what
// follows a right header, since hardly any input would pass the checksum.
#include "base/base.h"
#include "model/model.h"

namespace {

void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

void parse(std::string bytes) {
  try {
    entente::ModelFile::parse(std::move(bytes), "fuzz");
  } catch (const entente::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  parse(bytes);
  if (size == 0) return 0;
  const std::string body = bytes.substr(1);
  std::string whole = "ENTGMODL";
  append_number(whole, 2, 4);        // version
  append_number(whole, data[0], 4);  // sections
  append_number(whole, body.size(), 8);
  append_number(whole, entente::digest64(body), 8);
  parse(whole + body);
  return 0;
}
