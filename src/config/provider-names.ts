/** How engines can run. `auto` chooses between `docker` and `embedded`. */
export const PROVIDER_NAMES = ['auto', 'docker', 'embedded', 'external'] as const
export type ProviderName = (typeof PROVIDER_NAMES)[number]
