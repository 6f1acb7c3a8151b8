/** What stands in the denylist for ever once a deployment is set up: its absence means a wrong or emptied namespace. */
export const SENTINEL = { key: 'sentinel', value: 'sealink-denylist-v1' };
