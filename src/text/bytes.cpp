// A stream is read by what its buffer holds, so that a pipe gives its lines as they come instead
// of when a block is full. gzip is told by its first two bytes; members that follow one another
// are one input (RFC 1952), zeros after the last are padding.
#include "text/bytes.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/base.h"

namespace entente {
namespace {

constexpr std::size_t kChunk = 1U << 16U;
constexpr std::size_t kHistory = 1U << 20U;
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr int kGzipOnly = 16 + MAX_WBITS;

// Waits for at least one byte, then takes what is there.
bool read_available(std::istream& input, std::string& out) {
  if (input.peek() == std::istream::traits_type::eof()) return false;
  const std::streamsize ready = std::max<std::streamsize>(input.rdbuf()->in_avail(), 1);
  const std::size_t size = std::min(static_cast<std::size_t>(ready), kChunk);
  const std::size_t before = out.size();
  out.resize(before + size);
  const std::streamsize got =
      input.rdbuf()->sgetn(out.data() + before, static_cast<std::streamsize>(size));
  out.resize(before + static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace

struct InputBytes::Inflater {
  Inflater() {
    if (inflateInit2(&stream, kGzipOnly) != Z_OK) throw Error(ErrorKind::kFatal, "zlib: no memory");
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
  bool member_done = false;
};

InputBytes::InputBytes(std::istream& input, std::uint64_t* consumed) : input_(input), consumed_(consumed) {}
InputBytes::~InputBytes() = default;

bool InputBytes::read_packed(std::string& out) {
  const std::size_t before = out.size();
  const bool more = read_available(input_, out);
  packed_total_ += out.size() - before;
  if (consumed_ != nullptr) *consumed_ += out.size() - before;
  if (!more && input_.bad()) fault_ = "read error";
  return more;
}

bool InputBytes::read_more(std::string& out) {
  if (!started_) {
    started_ = true;
    while (packed_.size() < kGzipMagic.size() && read_packed(packed_)) {
    }
    if (packed_.starts_with(kGzipMagic)) {
      inflater_ = std::make_unique<Inflater>();
    } else if (!packed_.empty()) {
      out += packed_;
      packed_ = {};
      return true;
    }
  }
  return inflater_ ? inflate_some(out) : read_packed(out);
}

bool InputBytes::inflate_some(std::string& out) {
  std::array<char, kChunk> unpacked;
  while (fault_.empty()) {
    if (inflater_->member_done && !next_member()) return false;
    if (packed_.empty() && !read_packed(packed_)) {
      if (fault_.empty()) {
        fault_ = fmt::format("gzip: unexpected end of compressed data after {} bytes", packed_total_);
      }
      return false;
    }
    z_stream& stream = inflater_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(packed_.data());
    stream.avail_in = static_cast<uInt>(packed_.size());
    stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
    stream.avail_out = static_cast<uInt>(unpacked.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = unpacked.size() - stream.avail_out;
    unpacked_total_ += got;
    const std::size_t used = packed_.size() - stream.avail_in;
    if (remembers_) history_.append(packed_, 0, used);
    if (history_.size() > 2 * kHistory) history_.erase(0, history_.size() - kHistory);
    packed_.erase(0, used);
    if (status == Z_STREAM_END) {
      inflater_->member_done = true;
      verified_ = unpacked_total_;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      damaged_ = true;
      fault_ = fmt::format("gzip: damaged data before byte {} ({})",
                           packed_total_ - packed_.size(),
                           stream.msg != nullptr ? stream.msg : "unknown fault");
    }
    out.append(unpacked.data(), got);
    if (got > 0) return true;
  }
  return false;
}

// After a member: false at the end of the input or at something that is no further member.
bool InputBytes::next_member() {
  packed_.erase(0, std::min(packed_.find_first_not_of('\0'), packed_.size()));
  while (packed_.size() < kGzipMagic.size() && read_packed(packed_)) {
    packed_.erase(0, std::min(packed_.find_first_not_of('\0'), packed_.size()));
  }
  if (packed_.empty()) return false;
  if (!packed_.starts_with(kGzipMagic)) {
    damaged_ = true;
    fault_ = fmt::format("gzip: what follows the compressed data at byte {} is not gzip",
                         packed_total_ - packed_.size());
    return false;
  }
  start_member();
  return true;
}

void InputBytes::start_member() {
  history_.clear();
  inflater_->member_done = false;
  inflateReset(&inflater_->stream);
}

bool InputBytes::resume() {
  if (fault_.empty() || !inflater_) return false;
  // Beyond the start of the damaged member itself.
  packed_.insert(0, history_, std::min<std::size_t>(1, history_.size()));
  constexpr std::string_view kMemberStart = "\x1F\x8B\x08";  // with the one method there is
  std::size_t at = packed_.find(kMemberStart);
  while (at == std::string::npos) {
    packed_.erase(0, packed_.size() - std::min(packed_.size(), kMemberStart.size() - 1));
    if (!read_packed(packed_)) return false;
    at = packed_.find(kMemberStart);
  }
  packed_.erase(0, at);
  fault_.clear();
  damaged_ = false;
  start_member();
  return true;
}

}  // namespace entente
