import { createShapeRule, FUNCTION, type OptionRule, type OptionRules } from '../../../core/option-rule.js'
import type { ServiceContext } from '../requests/service-context.js'

/** The rules of the options that all services have. */
export const SERVICE_RULES: OptionRules<ServiceContext> = {
  verifier: { ...FUNCTION, description: 'a function, such as createTokenVerifier returns' },
  cursors: createShapeRule('what pageCursors returns', 'seal', 'open'),
  clock: createShapeRule('an object with the function now', 'now'),
}

/** `store` is the member of what `openStores` returns. */
export function createStoreRule(store: string, ...names: readonly string[]): OptionRule {
  return createShapeRule(`the open store: ${store} of what openStores returns`, ...names)
}
