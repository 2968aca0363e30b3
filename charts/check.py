"""Checks charts/tandem without a cluster: lint, render, validate, and the promises that README.md makes. `--write` refreshes its table."""
import copy, functools, json, pathlib, re, sys
import helm_python as helm
import jsonschema, kubernetes_validate, yaml

CHART = pathlib.Path(__file__).parent / "tandem"
SERVICES = pathlib.Path(__file__).parent.parent / "services"
KUBERNETES = ["1.34", "1.35", "1.36", "1.37"]
FREE = {"annotations", "podAnnotations", "podLabels", "labels", "nodeSelector", "serviceAccountAnnotations", "config", "matchLabels"}
problems, chart = [], helm.Chart.load(str(CHART))
kubernetes_validate.utils.schema_contents = functools.cache(kubernetes_validate.utils.schema_contents)  # it reads its files anew each time
parse = lambda text: yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
load = lambda path: next(parse((CHART / path).read_text()))
FACTS = load("services.yaml")


def expect(good, problem):
    if not good and problem not in problems:
        problems.append(problem)


def merged(base, extra):
    """Helm's merge: objects by key, everything else replaced."""
    out = copy.deepcopy(base)
    for key, value in extra.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else copy.deepcopy(value)
    return out


def render(values):
    files = chart.render(values, name="try", namespace="desk")
    return [doc for path, text in files.items() if path.endswith(".yaml") for doc in parse(text) if doc]


def refusal(values):
    """What Helm says against these values; None when it takes them."""
    try:
        chart.render(values, name="try", namespace="desk")
        return None
    except helm.HelmError as error:
        return str(error)


def workloads(docs):
    return [(d["metadata"]["name"], d["spec"]["template"]) for d in docs if d["kind"] in ("Deployment", "Job", "StatefulSet", "DaemonSet")]


def of(docs, kind):
    return {d["metadata"]["name"]: d for d in docs if d["kind"] == kind}


# --- what every rendering must hold


def valid(docs, case):
    crds, count = json.loads((CHART.parent / "crds.json").read_text()), 0
    for doc in docs:
        name = f"{case}: {doc['kind']} {doc['metadata']['name']}"
        if doc["kind"] in crds:
            for error in jsonschema.Draft7Validator(crds[doc["kind"]]).iter_errors(doc):
                problems.append(f"{name}: {error.message}")
            count += 1
            continue
        for version in KUBERNETES:
            try:
                kubernetes_validate.validate(doc, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                problems.append(f"{name} on {version}: {error.message}")
            count += 1
    return count


def restricted(docs, case):
    """Pod Security `restricted`, and a little more: a read-only root, no token, limits, no links."""
    for name, template in workloads(docs):
        pod, who = template["spec"], f"{case}: {name}"
        security = pod.get("securityContext", {})
        expect(security.get("runAsNonRoot") is True, f"{who}: runAsNonRoot")
        expect(security.get("runAsUser") != 0, f"{who}: runs as root")
        expect(security.get("seccompProfile") == {"type": "RuntimeDefault"}, f"{who}: seccompProfile")
        expect(pod.get("automountServiceAccountToken") is False, f"{who}: mounts a token")
        expect(pod.get("enableServiceLinks") is False, f"{who}: service links")
        expect(not any(pod.get(k) for k in ("hostNetwork", "hostPID", "hostIPC")), f"{who}: host namespaces")
        kinds = {k for v in pod.get("volumes", []) for k in v if k != "name"}
        expect(kinds <= {"emptyDir", "persistentVolumeClaim", "configMap", "secret", "projected"}, f"{who}: volumes {kinds}")
        for container in pod["containers"] + pod.get("initContainers", []):
            context = container.get("securityContext", {})
            expect(context.get("allowPrivilegeEscalation") is False, f"{who}: allowPrivilegeEscalation")
            expect(context.get("readOnlyRootFilesystem") is True, f"{who}: readOnlyRootFilesystem")
            expect(context.get("capabilities") == {"drop": ["ALL"]}, f"{who}: capabilities")
            expect(not any("hostPort" in p for p in container.get("ports", [])), f"{who}: hostPort")
            expect({"requests", "limits"} <= set(container.get("resources", {})), f"{who}: resources")
    return len(workloads(docs))


def secretless(docs, case):
    """No Secret is rendered; what is secret comes by reference, so its characters need no escaping."""
    expect(not of(docs, "Secret"), f"{case}: renders a Secret")
    for name, template in workloads(docs):
        for container in template["spec"]["containers"]:
            names = [e["name"] for e in container.get("env", [])]
            expect(len(names) == len(set(names)), f"{case}: {name}: an environment variable twice")
            for env in container.get("env", []):
                secret = re.search(r"PASSWORD|SECRET|_KEY|TOKEN", env["name"]) or re.search(r"://[^/]*:[^/]*@", env.get("value", ""))
                expect(not secret or "secretKeyRef" in env.get("valueFrom", {}), f"{case}: {name}: {env['name']} is not a reference")
    for config in of(docs, "ConfigMap").values():
        expect(not re.search(r"PASSWORD|SECRET|__KEY|://[^/\s]*:[^/\s]*@", yaml.dump(config["data"])), f"{case}: a secret in a ConfigMap")


def whole(docs, case):
    """What refers to something refers to something that is there; scaled Deployments have no replicas; all can be asked and stopped."""
    pods = [t["metadata"]["labels"] for _, t in workloads(docs)]
    picks = lambda selector: any(selector.items() <= labels.items() for labels in pods)
    services, deployments = of(docs, "Service"), of(docs, "Deployment")
    for name, service in services.items():
        chosen = [t for _, t in workloads(docs) if service["spec"]["selector"].items() <= t["metadata"]["labels"].items()]
        expect(len(chosen) == 1, f"{case}: Service {name} selects {len(chosen)} workloads")
        ports = {p["name"] for t in chosen for p in t["spec"]["containers"][0]["ports"]}
        expect({p["targetPort"] for p in service["spec"]["ports"]} <= ports, f"{case}: Service {name}: a port that no pod has")
    for kind in ("PodDisruptionBudget", "NetworkPolicy"):
        for name, doc in of(docs, kind).items():
            selector = doc["spec"].get("selector") or doc["spec"]["podSelector"]
            expect(picks(selector["matchLabels"]), f"{case}: {kind} {name} selects nothing")
    scaled = {h["spec"]["scaleTargetRef"]["name"] for h in of(docs, "HorizontalPodAutoscaler").values()}
    expect(scaled <= set(deployments), f"{case}: scales what is not there")
    for name, deployment in deployments.items():
        expect(("replicas" in deployment["spec"]) != (name in scaled), f"{case}: {name}: replicas and autoscaling")
        container, pod = deployment["spec"]["template"]["spec"]["containers"][0], deployment["spec"]["template"]["spec"]
        expect({"startupProbe", "livenessProbe", "readinessProbe"} <= set(container), f"{case}: {name}: probes")
        expect(pod["serviceAccountName"] in of(docs, "ServiceAccount"), f"{case}: {name}: no such service account")
        for env in container["env"]:
            if env["name"].startswith("TANDEM__PEERS__"):
                host, port = env["value"].removeprefix("http://").split(":")
                expect(any(p["port"] == int(port) for p in services.get(host, {"spec": {"ports": []}})["spec"]["ports"]), f"{case}: {env['value']} is nowhere")
        for spread in pod.get("topologySpreadConstraints", []):
            expect(picks(spread["labelSelector"]["matchLabels"]), f"{case}: {name}: spread selects nothing")


def graph(docs):
    """What pods may send to each other, and what they may take as peers: two sets of (caller, callee, port)."""
    policies = list(of(docs, "NetworkPolicy").values())
    pods = {t["metadata"]["labels"]["app.kubernetes.io/component"]: t for _, t in workloads(docs)}
    hits = lambda selector, pod: selector.get("matchLabels", {}).items() <= pod["metadata"]["labels"].items()

    def allows(rules, peers, other, number, name):
        for rule in rules or []:
            port = any(p["port"] in (number, name) for p in rule.get("ports", [{"port": number}]))
            near = peers not in rule or any(
                hits(p["podSelector"], other) if "podSelector" in p else "namespaceSelector" in p for p in rule[peers])
            if port and near:
                return True
        return False

    leave, enter = set(), set()
    for a, caller in pods.items():
        for b, callee in pods.items():
            for port in callee["spec"]["containers"][0].get("ports", []) if a != b else []:
                number, name = port["containerPort"], port["name"]
                if any(hits(p["spec"]["podSelector"], caller) and allows(p["spec"].get("egress"), "to", callee, number, name) for p in policies):
                    leave.add((a, b, number))
                if any(hits(p["spec"]["podSelector"], callee) and allows(p["spec"].get("ingress"), "from", caller, number, name) for p in policies):
                    enter.add((a, b, number))
    return leave, {e for e in enter if e[2] == 7070}


def declared():
    home = {f["peer"]: name for name, f in FACTS.items() if "peer" in f}
    return {(name, home[peer], 7070) for name, f in FACTS.items() for peer in f["calls"]}


def code():
    """The calls that the program makes (`channel("items")`) against those the chart allows. The gateway calls by contract: everybody."""
    notes = []
    for folder in sorted(p for p in SERVICES.iterdir() if p.name not in ("kit", "gateway", "tandem", "web") and (p / "src").is_dir()):
        text = "\n".join(f.read_text() for f in folder.rglob("src/**/*.rs"))
        made = set(re.findall(r'\bchannel\(\s*"([a-z-]+)"', text)) - {folder.name}
        allowed = {c for f in FACTS.values() if f["run"].split("/")[0] == folder.name for c in f["calls"]}
        expect(made <= allowed, f"{folder.name} calls {', '.join(sorted(made - allowed))}: not among its calls in charts/tandem/services.yaml")
        if made and allowed - made:
            notes.append(f"note: {folder.name} never calls {', '.join(sorted(allowed - made))}, which charts/tandem/services.yaml allows")
    return notes


# --- what values must do


def misspelt(values, path=()):
    """Every key of these values, each misspelt once: (where, values)."""
    for key, value in (values or {}).items():
        yield ".".join((*path, key)), {**{k: v for k, v in values.items() if k != key}, key + "x": value}
        if key not in FREE and isinstance(value, dict):
            for where, inner in misspelt(value, (*path, key)):
                yield where, {**values, key: inner}


KNOBS = {
    "replicas": 7, "resources": {"limits": {"memory": "777Mi"}}, "imageTag": "v777", "preStopSeconds": 7, "terminationGracePeriodSeconds": 777,
    "logLevel": "l777", "env": [{"name": "E777", "value": "1"}], "envFrom": [{"configMapRef": {"name": "c777"}}],
    "volumes": [{"name": "v777", "emptyDir": {}}], "volumeMounts": [{"name": "v777", "mountPath": "/v777"}],
    "sidecars": [{"name": "s777", "image": "s"}], "initContainers": [{"name": "i777", "image": "i"}], "podLabels": {"l777": "1"},
    "podAnnotations": {"a777": "1"}, "serviceAccountAnnotations": {"sa777": "1"}, "nodeSelector": {"n777": "1"},
    "tolerations": [{"key": "t777"}], "affinity": {"nodeAffinity": {"a777": 1}}, "priorityClassName": "p777",
    "topologySpread": [{"topologyKey": "k777", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}],
    "autoscaling": {"enabled": True, "maxReplicas": 777}, "pdb": {"maxUnavailable": "77%"},
}


def knobs(base):
    """Every knob of every service changes that service, and no other."""
    expect(set(KNOBS) == set(load("values.yaml")["defaults"]), "check.py: KNOBS and values.yaml defaults differ")
    plain, count = render(base), 0
    key = lambda d: (d["kind"], d["metadata"]["name"])
    before = {key(d): d for d in plain}
    for name in FACTS:
        for knob, value in KNOBS.items():
            after = {key(d): d for d in render(merged(base, {"services": {name: {knob: value}}}))}
            changed = {k[1] for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
            expect(changed == {f"try-tandem-{name}"}, f"services.{name}.{knob} changes {sorted(changed) or 'nothing'}")
            count += 1
    return count


def table():
    """README's table, from the comments in values.yaml."""
    rows, path = [], []
    text = re.sub(r"(?m)^( *)- .*\n(?:\1  .*\n)*", "", (CHART / "values.yaml").read_text())  # less the items of lists
    for line in text.splitlines():
        match = re.match(r"^( *)([\w-]+):(?: ([^#].*?))?(?: # (.*))?$", line)
        if not match:
            continue
        indent, key, value, comment = len(match[1]) // 2, match[2], match[3], match[4]
        path[indent:] = [key]
        if comment:
            rows.append(f"| `{'.'.join(path)}` | {f'`{value}`' if value else ''} | {comment} |")
        else:
            expect(value is None, f"values.yaml: {'.'.join(path)} has no comment")
    return "\n".join(["| value | default | what |", "|---|---|---|", *rows])


def readme():
    file, marks = CHART / "README.md", ("<!-- values -->\n", "\n<!-- end -->")
    text = file.read_text()
    head, rest = text.split(marks[0])
    fresh = head + marks[0] + table() + marks[1] + rest.split(marks[1])[1]
    if "--write" in sys.argv:
        file.write_text(fresh)
    expect("--write" in sys.argv or text == fresh, "charts/tandem/README.md is stale: charts/check.py --write")


def main():
    cases = {p.stem: load(f"ci/{p.name}") for p in sorted(CHART.glob("ci/*.yaml")) if p.stem != "bad"}
    cases["small"] = merged(load("values-small.yaml"), cases["small"])
    base = cases["services"]
    for case, values in cases.items():
        report = helm.lint(str(CHART), values, strict=True)
        expect(not report.get("errors") and all(m.get("severity", 0) < 2 for m in report.get("messages", [])), f"{case}: lint: {report}")
    documents = validated = pods = 0
    for case, values in cases.items():
        docs = render(values)
        documents += len(docs)
        validated += valid(docs, case)
        pods += restricted(docs, case)
        secretless(docs, case)
        whole(docs, case)
    edges = declared()
    for side, open_edges in zip(("egress", "ingress"), graph(render(base))):
        for edge in sorted(open_edges ^ edges):
            problems.append(f"network {side}: {edge[0]} → {edge[1]}:{edge[2]} is {'declared but closed' if edge in edges else 'open but not declared'}")
    notes = code()

    wrong = list(misspelt(load("values.yaml"))) + [w for values in cases.values() for w in misspelt(values)]
    for where, values in wrong:
        expect("additional properties" in (refusal(values) or "").lower(), f"{where} misspelt is taken")
    bad = load("ci/bad.yaml")
    for case in bad:
        expect(case["says"] in (refusal(merged(base, case["values"])) or ""), f"bad values: not refused with “{case['says']}”: {case['values']}")
    turned = knobs(base)
    readme()

    print("\n".join(notes + problems))
    print(f"chart: {len(cases)} sets of values, {documents} documents, {validated} valid on Kubernetes {', '.join(KUBERNETES)}; {pods} of {pods} workloads "
          f"restricted; {len(edges)} network edges as declared; {len(wrong)} misspelt keys and {len(bad)} bad values refused; {turned} service × knob"
          if not problems else f"chart: {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
