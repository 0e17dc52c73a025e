/**
 * A reason that names the value which a column can’t hold (ingest/custom): counted as it stands, every value would be a
 * reason of its own. What comes before the value, and what is said of it. The same in RE2 and here.
 */
const OF_A_VALUE = '^(column .*?: ).* (is not |is neither |is outside |is larger |has )'

/** The reason without the value: what letters are counted by. */
export const kindOfReason = (reason: string): string => reason.replace(new RegExp(OF_A_VALUE), '$1… $2')

/** The same in SQL. */
export const KIND = `replaceRegexpOne(Reason, '${OF_A_VALUE}', '\\\\1… \\\\2')`
