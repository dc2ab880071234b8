// The texts of Sources/Model/Library as static data: nothing is read at start-up.
// A test checks that every file of the folder is listed here.
#include "CModelLibrary.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char companies[] = {
#embed "../Model/Library/Companies.ais"
};
static const unsigned char competition[] = {
#embed "../Model/Library/Competition.ais"
};
static const unsigned char coopetition[] = {
#embed "../Model/Library/Coopetition.ais"
};
static const unsigned char compute[] = {
#embed "../Model/Library/Compute.ais"
};
static const unsigned char conflicts[] = {
#embed "../Model/Library/Conflicts.ais"
};
static const unsigned char deals[] = {
#embed "../Model/Library/Deals.ais"
};
static const unsigned char exits[] = {
#embed "../Model/Library/Exits.ais"
};
static const unsigned char finance[] = {
#embed "../Model/Library/Finance.ais"
};
static const unsigned char funding[] = {
#embed "../Model/Library/Funding.ais"
};
static const unsigned char kinds[] = {
#embed "../Model/Library/Kinds.ais"
};
static const unsigned char markets[] = {
#embed "../Model/Library/Markets.ais"
};
static const unsigned char products[] = {
#embed "../Model/Library/Products.ais"
};
static const unsigned char relations[] = {
#embed "../Model/Library/Relations.ais"
};
static const unsigned char rounds[] = {
#embed "../Model/Library/Rounds.ais"
};
static const unsigned char sources[] = {
#embed "../Model/Library/Sources.ais"
};
static const unsigned char stack[] = {
#embed "../Model/Library/Stack.ais"
};
static const unsigned char takeovers[] = {
#embed "../Model/Library/Takeovers.ais"
};
static const unsigned char verbs[] = {
#embed "../Model/Library/Verbs.ais"
};

#define ENTRY(NAME, FILE) {FILE, NAME, sizeof NAME}

static const ais_library_text texts[] = {
    ENTRY(sources, "Sources.ais"),
    ENTRY(kinds, "Kinds.ais"),
    ENTRY(verbs, "Verbs.ais"),
    ENTRY(companies, "Companies.ais"),
    ENTRY(products, "Products.ais"),
    ENTRY(deals, "Deals.ais"),
    ENTRY(markets, "Markets.ais"),
    ENTRY(stack, "Stack.ais"),
    ENTRY(compute, "Compute.ais"),
    ENTRY(competition, "Competition.ais"),
    ENTRY(takeovers, "Takeovers.ais"),
    ENTRY(funding, "Funding.ais"),
    ENTRY(finance, "Finance.ais"),
    ENTRY(rounds, "Rounds.ais"),
    ENTRY(exits, "Exits.ais"),
    ENTRY(relations, "Relations.ais"),
    ENTRY(coopetition, "Coopetition.ais"),
    ENTRY(conflicts, "Conflicts.ais"),
};

int ais_library_count(void) { return sizeof texts / sizeof texts[0]; }

ais_library_text ais_library_file(int index) { return texts[index]; }
