import { storeCases } from '../../test/support/store-cases.ts';
import { memoryStore } from './memory-store.ts';

storeCases('the memory store', async () => memoryStore());
