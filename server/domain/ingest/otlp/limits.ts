/**
 * Records of one request, and the bytes they come to with their resource and scope, which every row holds a copy of:
 * a body of 64 MB could stand for terabytes. Requests beyond either bound are asked to come in pieces; real ones stay
 * a hundred times below.
 */
export const MAX_RECORDS = 1_000_000
export const MAX_EXPANDED = 268_435_456
/** Rejects of one request that are kept one by one; the others are counted. */
export const MAX_REJECTS = 10_000
