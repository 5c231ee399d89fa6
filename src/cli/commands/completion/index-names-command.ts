/** Prints the names of the indexes that the project's migrations add, in every shell. They are on the line of `addIndex` or below it. */
export const INDEX_NAMES_COMMAND = String.raw`grep -hA2 addIndex migrations/dynamodb/* 2>/dev/null | sed -nE "s/.*addIndex.*name['\"]?: *['\"]([A-Za-z0-9_.-]+)['\"].*/\1/p; /addIndex/!s/^[ {]*['\"]?name['\"]?: *['\"]([A-Za-z0-9_.-]+)['\"].*/\1/p"`
