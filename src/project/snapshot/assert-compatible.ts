import { HomeError } from '../../core/home-error.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import type { ProjectData } from './stopped-stack.js'

/** The files of the engines are specific to the platform, the provider and the versions of the engines. */
export function assertCompatible(
  manifest: SnapshotManifest,
  { config, provider, engines }: Pick<ProjectData, 'config' | 'provider' | 'engines'>,
): void {
  const platform = `${process.platform}-${process.arch}`
  const problems = [
    ...(manifest.format === 'physical' ? [] : ['It is a portable snapshot.']),
    ...(manifest.platform === platform ? [] : [`It was saved on ${manifest.platform}; this is ${platform}.`]),
    ...(manifest.provider === provider
      ? []
      : [`It has the files of ${manifest.provider} engines; those of this project are ${provider}.`]),
    ...engines.flatMap(({ store, version, engine }) => {
      const saved = manifest.stores[store]
      return version === undefined || saved.version === null || version === saved.version
        ? []
        : [`The engine of ${store} was ${saved.engine} ${saved.version}; it is ${engine} ${version}.`]
    }),
  ]
  if (problems.length === 0) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_INCOMPATIBLE, {
    message: `Snapshot ${manifest.name} cannot be restored in project ${config.project}.`,
    detail: problems.join('\n'),
    suggestion:
      'Save it again where it was made with homemanager snapshot save --portable, which restores everywhere.',
  })
}
