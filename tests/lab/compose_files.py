"""Compose files as people write them, each a project of its own: file names to texts, the first one is named.

Only the image bb:1 is used. Relative files that are bound are made before the project starts (`FILES`).
"""

FILES = {"conf/site.conf": "x\n", "cfg.txt": "x\n", "token.txt": "x\n", "app.env": "A=1\nexport B=2\n# C=3\n"}

_REST = "image: bb:1\n    command: sleep 100000\n"

PROJECTS: dict[str, dict[str, str]] = {
    "defaults": {
        "compose.yaml": """\
services:
  web:
    image: bb:1
    command: httpd -f -p 80 -h /www
    ports: ["8080:80"]
    depends_on: [db]
  db:
    image: bb:1
    command: ["sleep", "100000"]
    volumes:
      - data:/var/lib/data
      - /anonymous
volumes:
  data:
  unused:
networks:
  unused:
"""
    },
    "two-networks": {
        "compose.yaml": """\
name: two
services:
  web:
    image: bb:1
    command: sleep 100000
    hostname: www.example.test
    networks:
      front: {aliases: [site, portal]}
      back:
    links: ["db:database"]
    ports: ["127.0.0.1:8081:80"]
  db:
    image: bb:1
    command: sleep 100000
    container_name: the_db
    networks:
      back: {ipv4_address: 172.30.5.10, aliases: [sql]}
    ports: ["5432:5432"]
  lone:
    image: bb:1
    command: sleep 100000
    networks: [front]
networks:
  front:
    name: public
  back:
    internal: true
    ipam: {config: [{subnet: 172.30.5.0/24, gateway: 172.30.5.254}]}
"""
    },
    "modes": {
        "compose.yaml": """\
services:
  vpn:
    image: bb:1
    command: sleep 100000
    ports: ["8082:82"]
    cap_add: [NET_ADMIN]
  torrent:
    image: bb:1
    command: sleep 100000
    network_mode: service:vpn
    depends_on: [vpn]
  named:
    image: bb:1
    command: sleep 100000
    container_name: owner
  rider:
    image: bb:1
    command: sleep 100000
    network_mode: "container:owner"
    depends_on: [named]
  node:
    image: bb:1
    command: sleep 100000
    network_mode: host
  offline:
    image: bb:1
    command: sleep 100000
    network_mode: none
  old:
    image: bb:1
    command: sleep 100000
    network_mode: bridge
    links: ["older:elder"]
    ports: [{target: 90, published: 9090}]
  older:
    image: bb:1
    command: sleep 100000
    network_mode: bridge
"""
    },
    "ports": {
        "compose.yaml": """\
services:
  web:
    image: bb:1
    command: sleep 100000
    ports:
      - 8083:80
      - "9000"
      - "5000-5002:6000-6002/udp"
      - "127.0.0.1:8443:443"
      - "[::1]:7070:70"
      - "127.0.0.1::71"
      - "3000-3005:30"
      - target: 81
        published: "8084"
        protocol: tcp
        mode: host
      - {target: 82, published: 8085, host_ip: 127.0.0.1}
    expose: ["3333", 4444]
"""
    },
    "mounts": {
        "compose.yaml": """\
services:
  web:
    image: bb:1
    command: sleep 100000
    read_only: true
    volumes:
      - data:/data
      - data:/again:ro
      - ./conf:/etc/conf:ro
      - ./made:/made
      - type: bind
        source: ./cfg.txt
        target: /etc/cfg.txt
        read_only: true
        bind: {create_host_path: false}
      - {type: volume, target: /nameless}
      - {type: volume, source: data, target: /raw, volume: {nocopy: true}}
      - {type: tmpfs, target: /memory, tmpfs: {size: 1000000, mode: 0770}}
      - /srv:/host:rslave
    tmpfs: /run:size=64m
    configs: [cfg, {source: cfg, target: /etc/other}]
    secrets: [token]
  borrower:
    image: bb:1
    command: sleep 100000
    volumes_from: [lender]
    volumes: ["data:/own"]
  lender:
    image: bb:1
    command: sleep 100000
    volumes: ["data:/lent", "./conf:/conf"]
volumes:
  data:
    name: shared-data
    labels: {owner: me}
  kept:
    driver: local
    driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}
configs:
  cfg: {file: ./cfg.txt}
secrets:
  token: {file: token.txt}
"""
    },
    "anchors": {
        ".env": 'PORT=8086\nexport SIZE="2"\nNAME=${PORT}-x\nEMPTY=\n',
        "compose.yaml": """\
x-service: &service
  image: ${IMAGE:-bb:1}
  command: &rest ["sleep", "100000"]
  environment: &env
    PASSWORD: hunter2
    LEVEL: ${LEVEL-info}
services:
  one:
    <<: *service
    ports: ["${PORT:?no port}:80"]
    labels: ["port=$PORT", "price=$$5", "set=${PORT:+yes}", "empty=${EMPTY:-none}${EMPTY-some}", "nested=${A:-${NAME}}"]
  two:
    <<: [*service, {hostname: unused}]
    hostname: two
    environment:
      <<: *env
      LEVEL: debug
    volumes: ["${DATA:-./made}:/data:ro"]
    env_file: [app.env]
""",
    },
    "extended": {
        "compose.yaml": """\
include:
  - more/tools.yaml
services:
  base:
    image: bb:1
    command: sleep 100000
    ports: ["8087:80"]
    environment: [A=1]
    networks: [app]
  web:
    extends: base
    ports: !override ["8088:80"]
    networks:
      app: {aliases: [shop]}
  worker:
    extends: {file: more/common.yaml, service: worker}
    networks: [app]
networks:
  app:
""",
        "more/common.yaml": """\
services:
  worker:
    image: bb:1
    command: sleep 100000
    volumes: ["./data:/data"]
    hostname: labourer
""",
        "more/tools.yaml": """\
services:
  tool:
    image: bb:1
    command: sleep 100000
    volumes: ["./tools:/tools:ro"]
    networks: [app]
networks:
  app:
""",
    },
    "external": {
        "compose.yaml": """\
services:
  web:
    image: bb:1
    command: sleep 100000
    networks: [proxy, default]
    volumes: ["theirs:/data"]
    external_links: ["outside:other"]
  near:
    image: bb:1
    command: sleep 100000
networks:
  proxy: {external: true, name: the-proxy}
volumes:
  theirs: {external: true}
"""
    },
    "replicas": {
        "compose.yaml": """\
services:
  many:
    image: bb:1
    command: sleep 100000
    deploy: {replicas: 3}
    volumes: ["/scratch"]
  twice:
    image: bb:1
    command: sleep 100000
    scale: 2
  never:
    image: bb:1
    command: sleep 100000
    deploy: {replicas: 0}
  migrate:
    image: bb:1
    command: "true"
  after:
    image: bb:1
    command: sleep 100000
    restart: unless-stopped
    depends_on:
      migrate: {condition: service_completed_successfully}
  debug:
    image: bb:1
    command: sleep 100000
    profiles: [tools]
"""
    },
    "settings": {
        "compose.yaml": """\
services:
  one:
    image: bb:1
    command: sleep 100000
    user: 1000:1000
    privileged: true
    cap_drop: [MKNOD]
    dns: [192.0.2.53, 192.0.2.54]
    dns_search: example.test
    dns_opt: ["ndots:2"]
    extra_hosts:
      - "host.docker.internal:host-gateway"
      - "db=192.0.2.7"
    restart: "no"
    sysctls: ["net.core.somaxconn=1024"]
  two:
    image: bb:1
    entrypoint: sh -c
    command: ["sleep 100000"]
    user: "65534"
    dns: 192.0.2.55
    domainname: example.test
    hostname: second
    extra_hosts: {db: 192.0.2.8, six: "2001:db8::1"}
    sysctls: {net.core.somaxconn: 1024}
    restart: always
    mac_address: 02:42:ac:11:00:09
"""
    },
    "drivers": {
        "compose.yaml": """\
services:
  web:
    image: bb:1
    command: sleep 100000
    networks: [dual, quiet]
    ports: ["8089:80"]
  peer:
    image: bb:1
    command: sleep 100000
    networks:
      dual: {ipv6_address: "fd00:77::9"}
      quiet:
  lan:
    image: bb:1
    command: sleep 100000
    networks: [lan]
    ports: ["8090:80"]
networks:
  dual:
    enable_ipv6: true
    ipam: {config: [{subnet: fd00:77::/64}, {subnet: 172.30.6.0/24, ip_range: 172.30.6.128/25}]}
  quiet:
    driver_opts:
      com.docker.network.bridge.enable_icc: "false"
      com.docker.network.bridge.name: br-quiet
      com.docker.network.driver.mtu: 1400
  lan:
    driver: macvlan
    driver_opts: {parent: eth0}
    ipam: {config: [{subnet: 10.77.0.0/24, gateway: 10.77.0.1}]}
"""
    },
}

LAYERED = {
    "compose.yaml": f"""\
services:
  web:
    {_REST}    ports: ["8091:80"]
    environment: {{A: "1", B: "2"}}
    volumes: ["data:/data", "./conf:/conf"]
    networks: [front]
  db:
    {_REST}volumes: {{data: }}
networks: {{front: }}
""",
    "extra.yaml": """\
services:
  web:
    command: ["sleep", "99999"]
    ports: ["8092:80", "8091:80"]
    environment: [B=3, C=4]
    volumes: ["other:/data:ro"]
    networks: {back: {aliases: [w]}}
    hostname: layered
  db:
    networks: [back]
volumes: {other: }
networks: {back: {internal: true}}
""",
}
"""Two files that are named together, the second laid over the first."""
