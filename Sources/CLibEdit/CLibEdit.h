// The system's line editor. Its header uses FILE without including what declares it.
#pragma once
#include <stdio.h>
#include <histedit.h>
