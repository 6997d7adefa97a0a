{{/* Helpers take a dict of "root" (the chart's context), "component" (the resource's name) and what they need. */}}

{{- define "neuralsearch.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name | quote }}
app.kubernetes.io/component: {{ .component | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end }}

{{- define "neuralsearch.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name | quote }}
app.kubernetes.io/component: {{ .component | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end }}

{{- define "neuralsearch.image" -}}
{{ printf "%sneuralsearch/%s:%s" .root.Values.images.registry .component (.root.Values.images.tag | default .root.Chart.AppVersion) | quote }}
{{- end }}

{{- define "neuralsearch.secretName" -}}
{{ .Values.secrets.existingSecret | default (printf "%s-secrets" .Release.Name) | quote }}
{{- end }}

{{/* The part "Endpoint=" of the connection string "vectors". */}}
{{- define "neuralsearch.vectorsEndpoints" -}}
{{- if eq .Values.vectors.mode "external" -}}
{{ required "vectors.external.endpoints must be set, such as http://qdrant.example.org:6334, when vectors.mode is external." .Values.vectors.external.endpoints }}
{{- else if eq .Values.vectors.mode "own-node" -}}
http://vectors:6336
{{- else -}}
{{- range $index := until (int .Values.qdrant.replicas) }}{{ if $index }},{{ end }}http://qdrant-{{ $index }}.qdrant:6334{{ end -}}
{{- end -}}
{{- end }}

{{/* Environment from the Secret. The connection string is put together by the kubelet, since the key may be yours. */}}
{{- define "neuralsearch.secretEnvironment" -}}
- name: "NeuralSearch__Auth__ApiKey"
  valueFrom:
    secretKeyRef:
      name: {{ include "neuralsearch.secretName" .root }}
      key: {{ .apiKey | default "api-key" | quote }}
{{- if .vectors }}
- name: "VECTORS_KEY"
  valueFrom:
    secretKeyRef:
      name: {{ include "neuralsearch.secretName" .root }}
      key: "vectors-key"
- name: "ConnectionStrings__vectors"
  value: "Endpoint={{ include "neuralsearch.vectorsEndpoints" .root }};Key=$(VECTORS_KEY)"
{{- end }}
{{- end }}

{{/*
What a service's ConfigMap holds: how it listens and how it ends, what only it needs ("more"), and above both the
values: those for all services, and above these its own.
*/}}
{{- define "neuralsearch.config" -}}
{{- $fixed := dict
      "NeuralSearch__Http__Port" (toString .http)
      "NeuralSearch__Listen" "*"
      "NeuralSearch__Shutdown__Delay" .root.Values.shutdownDelay
      "OTEL_SERVICE_NAME" .component }}
{{- if .grpc }}
{{- $_ := set $fixed "NeuralSearch__Grpc__Port" (toString .grpc) }}
{{- end }}
{{- range $name, $value := merge (dict) .config .root.Values.config .more $fixed }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* A change of the configuration starts the pods anew. */}}
{{- define "neuralsearch.annotations" -}}
checksum/config: {{ include (print .root.Template.BasePath "/" .component "/config.yaml") .root | sha256sum | quote }}
{{- end }}

{{- define "neuralsearch.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
{{- if gt (int .values.replicas) 1 }}
topologySpreadConstraints:
  # One machine less should be one replica less; where there is no other machine they share one.
  - maxSkew: 1
    topologyKey: "kubernetes.io/hostname"
    whenUnsatisfiable: "ScheduleAnyway"
    labelSelector:
      matchLabels:
        {{- include "neuralsearch.selector" . | nindent 8 }}
{{- end }}
{{- with .root.Values.images.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "neuralsearch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: "OnRootMismatch"
seccompProfile:
  type: "RuntimeDefault"
{{- end }}

{{- define "neuralsearch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - "ALL"
{{- end }}

{{/* Kept apart: a process that lives but waits (for its model, for the store) is not to be killed. */}}
{{- define "neuralsearch.probes" -}}
startupProbe:
  httpGet:
    path: "/livez"
    port: "http"
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: "/livez"
    port: "http"
  periodSeconds: 10
  timeoutSeconds: 3
  failureThreshold: 6
readinessProbe:
  httpGet:
    path: "/readyz"
    port: "http"
  periodSeconds: 2
  timeoutSeconds: 3
  failureThreshold: 2
{{- end }}

{{- define "neuralsearch.claim" -}}
- metadata:
    name: "data"
    labels:
      {{- include "neuralsearch.selector" . | nindent 6 }}
  spec:
    accessModes:
      - "ReadWriteOnce"
    {{- with .values.storage.className }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .values.storage.size | quote }}
{{- end }}

{{/* One pod at a time may be taken away, where there is more than one. */}}
{{- define "neuralsearch.disruptionBudget" -}}
{{- if gt (int .values.replicas) 1 }}
---
apiVersion: "policy/v1"
kind: "PodDisruptionBudget"
metadata:
  name: {{ .component | quote }}
  labels:
    {{- include "neuralsearch.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "neuralsearch.selector" . | nindent 6 }}
{{- end }}
{{- end }}
