{{- define "tandem.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- /* Labels that never change, to select by: (dict "root" $ "name" $name), the name being optional. */ -}}
{{- define "tandem.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .name }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "tandem.labels" -}}
{{ include "tandem.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: tandem
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- /* What is deployed, as YAML: name → fact (services.yaml) and set (defaults under the service's own values). */ -}}
{{- define "tandem.services" -}}
{{- $facts := .Files.Get "services.yaml" | fromYaml -}}
{{- if .Values.single.enabled -}}
{{- $set := mergeOverwrite (deepCopy .Values.defaults) (dict "replicas" 1 "pdb" (dict "enabled" false)) (deepCopy .Values.single.service) -}}
{{- $fact := dict "run" "" "opens" "all" "calls" list "stores" (list "database" "bus" "cache" "blobs") "sends" "all" -}}
{{- toYaml (dict "all" (dict "fact" $fact "set" $set)) -}}
{{- else -}}
{{- $all := dict -}}
{{- range $name, $fact := $facts -}}
{{- $own := index $.Values.services $name -}}
{{- $_ := set $all $name (dict "fact" $fact "set" (mergeOverwrite (deepCopy $.Values.defaults) (deepCopy (default dict $own)))) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}
{{- end }}

{{- define "tandem.image" -}}
{{- $image := .root.Values.image -}}
{{- if and $image.digest (not .tag) -}}{{ $image.repository }}@{{ $image.digest }}
{{- else -}}{{ $image.repository }}:{{ .tag | default $image.tag | default .root.Chart.AppVersion }}{{ end -}}
{{- end }}

{{- /* The environment that reaches one store: (dict "store" .Values.database "prefix" "TANDEM__DATABASE"). Passwords are
       passed as parts, so no character in them needs escaping, and only ever by reference. */ -}}
{{- define "tandem.store" -}}
{{- $store := .store -}}
{{- if $store.urlKey }}
- name: {{ .prefix }}__URL
  valueFrom: { secretKeyRef: { name: {{ $store.existingSecret | quote }}, key: {{ $store.urlKey | quote }} } }
{{- else if $store.host }}
- name: {{ .prefix }}__HOST
  value: {{ $store.host | quote }}
- name: {{ .prefix }}__PORT
  value: {{ $store.port | quote }}
- name: {{ .prefix }}__NAME
  value: {{ $store.name | quote }}
{{- if $store.userKey }}
- name: {{ .prefix }}__USER
  valueFrom: { secretKeyRef: { name: {{ $store.existingSecret | quote }}, key: {{ $store.userKey | quote }} } }
{{- else if $store.user }}
- name: {{ .prefix }}__USER
  value: {{ $store.user | quote }}
{{- end }}
{{- if $store.existingSecret }}
- name: {{ .prefix }}__PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $store.existingSecret | quote }}, key: {{ $store.passwordKey | quote }} } }
{{- end }}
{{- end }}
{{- end }}

{{- define "tandem.podSecurity" -}}
runAsNonRoot: true
{{- with .Values.security.runAsUser }}
runAsUser: {{ . | int64 }}
{{- end }}
{{- with .Values.security.runAsGroup }}
runAsGroup: {{ . | int64 }}
{{- end }}
{{- with .Values.security.fsGroup }}
fsGroup: {{ . | int64 }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "tandem.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
