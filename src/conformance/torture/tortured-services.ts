import type { StoreName } from '../../core/store-name.js'

/** The services that `torture` can send traffic to. */
export const TORTURED_SERVICES = ['todo', 'budget'] as const
export type TorturedService = (typeof TORTURED_SERVICES)[number]

/** The store of the bundled implementation. */
export const TORTURED_STORES: Readonly<Record<TorturedService, StoreName>> = {
  todo: 'dynamodb',
  budget: 'mongo',
}
