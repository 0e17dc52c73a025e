/** A ClickHouse user that may not be made, or is not what it was to be: the message says why. */
export class UnfitUser extends Error {}
