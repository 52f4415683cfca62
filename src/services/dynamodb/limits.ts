/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */

export const MAX_ITEM_BYTES = 400 * 1024;
export const MAX_PAGE_BYTES = 1024 * 1024;
export const MAX_BATCH_GET_ITEMS = 100;
export const MAX_BATCH_GET_BYTES = 16 * 1024 * 1024;
export const MAX_BATCH_WRITE_ITEMS = 25;
export const MAX_TRANSACTION_ITEMS = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
