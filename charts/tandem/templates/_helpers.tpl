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

{{- define "tandem.publicUrl" -}}
{{- if .Values.public.url -}}{{ .Values.public.url }}
{{- else if .Values.ingress.enabled -}}http{{ if .Values.ingress.tlsSecret }}s{{ end }}://{{ .Values.ingress.host }}
{{- else if .Values.httpRoute.enabled -}}https://{{ first .Values.httpRoute.hostnames }}
{{- end -}}
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

{{- /* The environment that reaches the stores. Passwords come only by reference and apart from the address, so no character in
       them needs escaping; a user whom an operator named is put into the address by Kubernetes. */ -}}
{{- define "tandem.database" -}}
{{- $d := .Values.database }}
{{- if $d.urlKey }}
{{ include "tandem.ref" (dict "env" "TANDEM__DATABASE__URL" "secret" $d.existingSecret "key" $d.urlKey) }}
{{- else }}
- name: TANDEM__DATABASE__HOST
  value: {{ $d.host | quote }}
- name: TANDEM__DATABASE__PORT
  value: {{ $d.port | quote }}
- name: TANDEM__DATABASE__NAME
  value: {{ $d.name | quote }}
{{- if $d.userKey }}
{{ include "tandem.ref" (dict "env" "TANDEM__DATABASE__USER" "secret" $d.existingSecret "key" $d.userKey) }}
{{- else }}
- name: TANDEM__DATABASE__USER
  value: {{ $d.user | quote }}
{{- end }}
{{ include "tandem.ref" (dict "env" "TANDEM__DATABASE__PASSWORD" "secret" $d.existingSecret "key" $d.passwordKey) }}
{{- end }}
{{- end }}

{{- /* The same for bus and cache: (dict "store" .Values.bus "what" "BUS" "scheme" "amqp"). */ -}}
{{- define "tandem.store" -}}
{{- $s := .store }}
{{- if $s.urlKey }}
{{ include "tandem.ref" (dict "env" (printf "TANDEM__%s__URL" .what) "secret" $s.existingSecret "key" $s.urlKey) }}
{{- else if $s.host }}
{{- $user := "" }}
{{- if $s.userKey }}
{{ include "tandem.ref" (dict "env" (printf "%s_USER" .what) "secret" $s.existingSecret "key" $s.userKey) }}
{{- $user = printf "$(%s_USER)@" .what }}
{{- else if $s.user }}
{{- $user = printf "%s@" (urlquery $s.user) }}
{{- end }}
- name: TANDEM__{{ .what }}__URL
  value: {{ printf "%s://%s%s:%d/%s" .scheme $user $s.host (int $s.port) (urlquery $s.name) | quote }}
{{- if $s.existingSecret }}
{{ include "tandem.ref" (dict "env" (printf "TANDEM__%s__PASSWORD" .what) "secret" $s.existingSecret "key" $s.passwordKey) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tandem.ref" -}}
- name: {{ .env }}
  valueFrom: { secretKeyRef: { name: {{ .secret | quote }}, key: {{ .key | quote }} } }
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
