/** The names of the files that `init` can write. */
export const INIT_FILE_NAMES = ['config', 'github', 'gitlab', 'devcontainer', 'compose'] as const
export type InitFileName = (typeof INIT_FILE_NAMES)[number]

/** A file that `init` can write. */
export interface InitFile {
  readonly name: InitFileName
  /** Relative to the project directory. */
  readonly path: string
  readonly template: string
  readonly description: string
}

export const INIT_FILES: readonly InitFile[] = [
  {
    name: 'config',
    path: 'homemanager.yaml',
    template: 'homemanager.yaml',
    description: 'the configuration of the project',
  },
  {
    name: 'github',
    path: '.github/workflows/homemanager.yml',
    template: 'github-workflow.yml',
    description: 'a GitHub Actions workflow',
  },
  { name: 'gitlab', path: '.gitlab/homemanager.yml', template: 'gitlab-ci.yml', description: 'a GitLab job' },
  {
    name: 'devcontainer',
    path: '.devcontainer/devcontainer.json',
    template: 'devcontainer.json',
    description: 'a dev container',
  },
  {
    name: 'compose',
    path: 'docker-compose.override.yml',
    template: 'docker-compose.override.yml',
    description: "an override of the stores' Compose file",
  },
]
