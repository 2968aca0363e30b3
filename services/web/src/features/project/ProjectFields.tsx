import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { type Project, ProjectsService } from '~/gen/tandem/items/v1/projects_service_pb'
import { useCommand } from '~/lib/query'
import { Fixed } from '~/ui/Fixed'
import { complain } from '~/ui/Toast'
import { EditableField } from '../field/EditableField'
import { useFields } from '../field/useFields'
import { fromPlain, toPlain } from '../field/value'
import { whyNotPlan } from '../sharing/may'
import { ProjectFact } from './ProjectFact'

/** The custom fields of a project, each changed where it stands. */
export function ProjectFields({ project }: { project: Project }) {
  const { id, revision, fields: values } = project
  const update = useCommand(ProjectsService.method.updateProject)
  const fields = useFields(CustomField_Target.PROJECT)
  return fields.map((field) => (
    <ProjectFact key={field.id} label={field.name} hint={field.help}>
      <Fixed reason={whyNotPlan(project)}>
        <EditableField
          field={field}
          value={toPlain(values[field.key])}
          onKeep={(value) =>
            update.mutate(
              { project: { id, revision, fields: { [field.key]: fromPlain(value) } }, updateMask: { paths: [`fields.${field.key}`] } },
              { onError: complain },
            )
          }
        />
      </Fixed>
    </ProjectFact>
  ))
}
