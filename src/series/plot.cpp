// Pictures of a series: bars for a terminal, SVG for pages. Numbers only; no text of a document is drawn
// but the title, which is escaped.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "series/series.h"

namespace entente {
namespace {

constexpr std::array<std::string_view, 9> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

std::string number_text(double value) {
  if (value == std::floor(value) && std::fabs(value) < 1e9) return fmt::format("{:.0f}", value);
  return fmt::format("{:.2f}", value);
}

std::string bar(double share, unsigned width) {
  const auto eighths = static_cast<unsigned>(std::lround(share * width * 8));
  std::string out;
  for (unsigned i = 0; i < eighths / 8; ++i) out += kEighths[8];
  return out + std::string(kEighths[eighths % 8]);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

// A round number at or above `value` to end an axis with.
double axis_end(double value) {
  if (value <= 0) return 1;
  const double unit = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    if (step * unit >= value) return step * unit;
  }
  return value;
}

}  // namespace

std::string plot_text(const Series& series, Measure measure, const std::vector<std::size_t>& changes, unsigned width) {
  const std::vector<std::optional<double>> values = values_of(series, measure);
  double low = 0, high = 0;
  for (const auto& value : values) {
    if (!value) continue;
    low = std::min(low, *value);
    high = std::max(high, *value);
  }
  std::size_t label = 6;
  for (const auto& value : values) label = std::max(label, value ? number_text(*value).size() : 0);
  const unsigned room = width > label + 28 ? width - static_cast<unsigned>(label) - 28 : 12;
  const double range = high - low > 0 ? high - low : 1;
  std::string out = fmt::format("{:<10}  {:>{}}  {:<{}}  read\n", kPeriods[static_cast<std::size_t>(series.period)].name, "value", label,
                                kMeasures[static_cast<std::size_t>(measure)].title, room);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const SeriesPoint& point = series.points[i];
    const char mark = std::find(changes.begin(), changes.end(), i) != changes.end() ? '>' : ' ';
    if (!point.read()) {
      out += fmt::format("{:<10} {}{:>{}}  {:<{}}  nothing\n", period_name(point.start, series.period), mark, "-", label, "", room);
      continue;
    }
    if (!values[i]) {
      out += fmt::format("{:<10} {}{:>{}}  {:<{}}  {} sentences\n", period_name(point.start, series.period), mark, "no act", label, "", room, point.sentences);
      continue;
    }
    const double value = *values[i];
    // Below zero the bar ends at the axis, above it begins there.
    const auto zero = static_cast<unsigned>(std::lround(-low / range * room));
    std::string drawn;
    std::size_t columns = 0;
    if (value < 0) {
      const auto length = static_cast<unsigned>(std::lround(-value / range * room));
      columns = zero;
      drawn = std::string(zero - std::min(zero, length), ' ');
      for (unsigned k = 0; k < std::min(zero, length); ++k) drawn += kEighths[8];
    } else {
      const std::string text = bar(value / range, room);
      columns = zero;
      for (std::size_t k = 0; k < text.size(); ++k) columns += (static_cast<unsigned char>(text[k]) & 0xC0U) != 0x80 ? 1 : 0;
      drawn = std::string(zero, ' ') + text;
    }
    if (columns < room) drawn += std::string(room - columns, ' ');
    out += fmt::format("{:<10} {}{:>{}}  {}  {} sentences\n", period_name(point.start, series.period), mark, number_text(value), label, drawn, point.sentences);
  }
  return out;
}

std::string plot_svg(const Series& series, Measure measure, const std::vector<std::size_t>& changes, std::string_view title) {
  constexpr double kWidth = 720, kLeft = 44, kRight = 8, kTop = 28, kHeight = 150, kStrip = 22;
  const std::vector<std::optional<double>> values = values_of(series, measure);
  double low = 0, high = 0;
  std::uint64_t most_read = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) {
      low = std::min(low, *values[i]);
      high = std::max(high, *values[i]);
    }
    most_read = std::max(most_read, series.points[i].sentences);
  }
  high = high > 0 || low == 0 ? axis_end(high) : 0;
  low = low < 0 ? -axis_end(-low) : 0;
  const double step = values.empty() ? 1 : (kWidth - kLeft - kRight) / static_cast<double>(values.size());
  const auto x = [&](std::size_t i) { return kLeft + step * static_cast<double>(i); };
  const auto y = [&](double value) { return kTop + kHeight * (high - value) / (high - low); };
  std::string out = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" aria-label=\"{2}\" font-family=\"sans-serif\" font-size=\"11\">\n"
                                "<title>{2}</title>\n<text x=\"0\" y=\"14\" font-weight=\"bold\" font-size=\"12\">{2}</text>\n",
                                kWidth, kTop + kHeight + kStrip + 34, escaped(title));
  for (const double value : {low, (low + high) / 2, high}) {
    out += fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/><text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\" fill=\"#555\">{}</text>\n", kLeft,
                       kWidth - kRight, y(value), y(value), kLeft - 6, y(value) + 4, number_text(value));
  }
  const double strip = kTop + kHeight + 6;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const SeriesPoint& point = series.points[i];
    if (!point.read()) {
      out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\" fill=\"#eee\"><title>{}: nothing read</title></rect>\n", x(i), kTop, step, kHeight,
                         period_name(point.start, series.period));
      continue;
    }
    const double tall = (kStrip - 4) * static_cast<double>(point.sentences) / static_cast<double>(most_read);
    out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"#bbb\"/>\n", x(i) + step * 0.1, strip + kStrip - 4 - tall, step * 0.8, tall);
    if (!values[i] || *values[i] == 0) continue;
    const double top = y(std::max(0.0, *values[i])), bottom = y(std::min(0.0, *values[i]));
    out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"><title>{}: {}</title></rect>\n", x(i) + step * 0.1, top, step * 0.8, bottom - top,
                       *values[i] < 0 ? "#b4452f" : "#2f6db4", period_name(point.start, series.period), number_text(*values[i]));
  }
  for (const std::size_t change : changes) {
    if (change >= values.size()) continue;
    out += fmt::format("<line x1=\"{0:.2f}\" x2=\"{0:.2f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" stroke=\"#333\" stroke-dasharray=\"3 3\"><title>new level from {3}</title></line>\n", x(change), kTop,
                       kTop + kHeight, period_name(series.points[change].start, series.period));
  }
  // Names of periods as many as find room.
  const std::size_t every = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(60 / step)));
  for (std::size_t i = 0; i < values.size(); i += every) {
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"#555\">{}</text>\n", x(i), strip + kStrip + 12, period_name(series.points[i].start, series.period));
  }
  out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\" fill=\"#888\" font-size=\"9\">read</text>\n</svg>\n", kLeft - 6, strip + kStrip - 6);
  return out;
}

}  // namespace entente
