// Prints the main text of each page named on the command line, one page a line, as
// "file<TAB>text": what scripts/measure-html compares with the gold texts.
#include <algorithm>
#include <cstdio>

#include "base/base.h"
#include "text/text.h"

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    entente::Document page;
    const std::string html = entente::read_file(argv[i]);
    // Through set_text, so that boilerplate lines are gone, but without the title in front.
    entente::Document document;
    entente::set_text(document, entente::extract_html_main_text(html, page));
    std::string text = std::move(document.text);
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    std::printf("%s\t%s\n", argv[i], text.c_str());
  }
}
