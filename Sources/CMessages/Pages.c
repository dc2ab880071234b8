// The pages of Sources/Messages/Catalogue as static data: nothing is read at start-up.
// A test checks that every page of the folder is listed here.
#include "CMessages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char text[] = {
#embed "../Messages/Catalogue/Text.md"
};
static const unsigned char names[] = {
#embed "../Messages/Catalogue/Names.md"
};
static const unsigned char values[] = {
#embed "../Messages/Catalogue/Values.md"
};
static const unsigned char clauses[] = {
#embed "../Messages/Catalogue/Clauses.md"
};
static const unsigned char results[] = {
#embed "../Messages/Catalogue/Results.md"
};
static const unsigned char definitions[] = {
#embed "../Messages/Catalogue/Definitions.md"
};
static const unsigned char files[] = {
#embed "../Messages/Catalogue/Files.md"
};
static const unsigned char prompt[] = {
#embed "../Messages/Catalogue/Prompt.md"
};

#define PAGE(NAME) {NAME, sizeof NAME}

static const ais_message_page pages[] = {
    PAGE(text), PAGE(names), PAGE(values), PAGE(clauses), PAGE(results), PAGE(definitions), PAGE(files),
    PAGE(prompt),
};

int ais_message_page_count(void) { return sizeof pages / sizeof pages[0]; }

ais_message_page ais_message_page_at(int index) { return pages[index]; }
