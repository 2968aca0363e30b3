import { createFileRoute } from '@tanstack/react-router'
import { ProjectsScreen } from '~/features/project/ProjectsScreen'

export const Route = createFileRoute('/_app/projects')({ component: ProjectsScreen })
