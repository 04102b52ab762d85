/** The methods for the keys of the API. */
import { addedApiKeyShape, apiKeyShape, revokedApiKeyShape } from '#answers/api-keys.ts';
import { answerShownAs, eachShownAs } from '#answers/json-form.ts';
import {
  type AddApiKey,
  addApiKey,
  listApiKeys,
  revokeApiKey,
} from '#operations/access/api-keys.ts';
import type { MethodContext } from './context.ts';

export type ApiKeyToAdd = Pick<AddApiKey, 'name' | 'roles'> &
  Partial<Pick<AddApiKey, 'companies' | 'onBehalfOf' | 'days'>>;

const defaultDays = 365;

export function apiKeysIn({ world }: MethodContext) {
  return {
    apiKeys: {
      /** Adds a key, of every company unless `companies` names some. `key` of the answer is shown only now. */
      add: async (ask: ApiKeyToAdd) =>
        answerShownAs(
          await addApiKey(world, {
            ...{ companies: null, onBehalfOf: null, days: defaultDays },
            ...ask,
          }),
          addedApiKeyShape,
        ),
      /** Lists the keys, the newest first, without their secrets. */
      list: async () => {
        const listed = await listApiKeys(world);
        if (listed.ok) eachShownAs(listed.value, apiKeyShape);
        return listed;
      },
      /** From now on, the key is refused. */
      revoke: async (name: string) =>
        answerShownAs(await revokeApiKey(world, { name }), revokedApiKeyShape),
    },
  };
}
